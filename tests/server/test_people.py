"""What is kept of people beside the log: staff, sessions, the first manager's link."""

import pytest

from server import access, people, records
from server.office.actors import SYSTEM, Role
from server.people import NameTaken, UnknownLink, UnknownStaff
from tests.rooms import MANAGER

DAY_MS = 24 * 3600 * 1000


def events(room):
    query = "SELECT kind, data FROM event WHERE kind IN ('SettingChanged', 'StaffSignedIn', 'StaffSignedOut')"
    found = room.ask(lambda tx: tx.db.execute(query).fetchall())
    return [row for row in found if '"key":"staff"' in row[1] or '"key":"token"' in row[1] or "Signed" in row[0]]


# ---- staff


def test_a_name_is_one_person_however_it_is_written(room):
    room.do(people.add_member, "Amélie", Role.CLERK, "hash")
    for name in ("amélie", "AMÉLIE", "Ame\u0301lie"):
        assert room.ask(lambda tx, name=name: people.member(tx.db, name)).name == "Amélie"
        with pytest.raises(NameTaken):
            room.do(people.add_member, name, Role.MANAGER, "hash")
    assert room.ask(lambda tx: people.member(tx.db, "Amelie")) is None


def test_the_log_knows_ids_and_names_of_fields_and_no_person(room):
    staff = room.do(people.add_member, "سلمى", Role.CLERK, "the hash")
    room.do(people.set_password, "سلمى", "another hash")
    room.do(people.open_session, staff, "digest")
    room.do(people.close_session, "digest")
    token = room.do(records.add_token, "the hall", Role.DISPLAY, "digest of a token")
    room.do(records.revoke_token, token.id)
    assert events(room) == [
        ("SettingChanged", '{"fields":["name","password","role"],"id":1,"key":"staff"}'),
        ("SettingChanged", '{"fields":["password"],"id":1,"key":"staff"}'),
        ("StaffSignedIn", '{"staff":1}'),
        ("StaffSignedOut", '{"staff":1}'),
        ("SettingChanged", '{"fields":["name","role"],"id":1,"key":"token"}'),
        ("SettingChanged", '{"fields":["revoked"],"id":1,"key":"token"}'),
    ]


def test_a_new_password_ends_every_session_of_that_person_alone(room):
    for staff, name in enumerate(("Salma", "Huda"), 1):
        room.do(people.add_member, name, Role.CLERK, "hash")
        room.do(people.open_session, staff, f"digest of {name}")
    room.do(people.set_password, "SALMA", "new hash")
    assert room.ask(lambda tx: people.session(tx.db, "digest of Salma")) is None
    assert room.ask(lambda tx: people.session(tx.db, "digest of Huda")).name == "Huda"
    assert room.ask(lambda tx: people.member(tx.db, "Salma")).password == "new hash"


def test_somebody_who_is_not_there_gets_no_password(room):
    with pytest.raises(UnknownStaff, match="Nobody"):
        room.do(people.set_password, "Nobody", "hash")


def test_a_session_knows_since_when_by_every_clock(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    room.do(people.open_session, 1, "digest")
    session = room.ask(lambda tx: people.session(tx.db, "digest"))
    assert (session.staff, session.role, session.began) == (1, Role.CLERK, room.clock.now())


def sessions(room):
    return room.ask(lambda tx: tx.db.execute("SELECT count(*) FROM session").fetchone()[0])


def test_a_session_that_has_ended_by_itself_is_forgotten_a_few_at_a_time(room):
    assert people.SESSIONS_KEPT_MS > access.SESSION_S * 1000
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    for number in range(30):
        room.do(people.open_session, 1, f"old {number}")
    room.clock.advance(DAY_MS)
    room.do(people.open_session, 1, "yesterday's")
    assert sessions(room) == 31
    room.clock.advance(1)
    room.do(people.open_session, 1, "today's")
    assert sessions(room) == 32 - 20
    room.do(people.open_session, 1, "today's second")
    assert sessions(room) == 3


def test_a_clock_that_is_set_right_ends_nobodys_session(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    room.do(people.open_session, 1, "hers")
    room.clock.set(room.clock.at + 300 * DAY_MS)
    room.do(people.open_session, 1, "her second")
    assert sessions(room) == 2


def test_signing_out_twice_is_once(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    room.do(people.open_session, 1, "digest")
    room.do(people.close_session, "digest")
    room.do(people.close_session, "digest")
    assert [kind for kind, _ in events(room)].count("StaffSignedOut") == 1


# ---- the first manager


def test_the_link_makes_one_manager_and_is_gone(room):
    assert room.do(people.make_link, "digest", by=SYSTEM) is True
    assert room.ask(lambda tx: people.has_link(tx.db, "digest"))
    room.do(people.use_link, "digest", "Huda", "hash", by=SYSTEM)
    assert room.ask(lambda tx: people.has_manager(tx.db))
    with pytest.raises(UnknownLink):
        room.do(people.use_link, "digest", "Eve", "hash", by=SYSTEM)
    assert room.do(people.make_link, "another", by=SYSTEM) is False


def test_a_link_whose_name_is_taken_can_be_used_again(room):
    room.do(people.add_member, "Huda", Role.CLERK, "hash", by=MANAGER)
    room.do(people.make_link, "digest", by=SYSTEM)
    with pytest.raises(NameTaken):
        room.do(people.use_link, "digest", "huda", "hash", by=SYSTEM)
    assert room.ask(lambda tx: people.has_link(tx.db, "digest"))
