"""What is kept beside the log: the tokens of machines and programs."""

import pytest

from server import records
from server.office.actors import Role
from server.records import UnknownToken


def test_a_token_is_found_by_its_digest_until_it_is_revoked(room):
    made = room.do(records.add_token, "the hall", Role.DISPLAY, "digest")
    assert room.ask(lambda tx: records.token(tx.db, "digest")) == made
    room.clock.advance(1000)
    revoked = room.do(records.revoke_token, made.id)
    assert revoked.revoked_at == made.added_at + 1000
    assert room.ask(lambda tx: records.token(tx.db, "digest")) is None
    room.clock.advance(1000)
    assert room.do(records.revoke_token, made.id) == revoked
    assert room.ask(lambda tx: list(records.tokens(tx.db))) == [revoked]


def test_a_token_that_is_not_there_cannot_be_revoked(room):
    with pytest.raises(UnknownToken, match="7"):
        room.do(records.revoke_token, 7)
