"""What is kept of people beside the log: staff, how their sign-in stands, the first manager's link."""

import pytest

from server import people, records, sessions
from server.office.actors import SYSTEM, Role
from server.people import LastManager, NameTaken, UnknownLink, UnknownStaff
from tests.rooms import MANAGER


def events(room):
    query = "SELECT kind, data FROM event WHERE kind IN ('SettingChanged', 'StaffSignedIn', 'StaffSignedOut')"
    found = room.ask(lambda tx: tx.db.execute(query).fetchall())
    return [row for row in found if '"key":"staff"' in row[1] or '"key":"token"' in row[1] or "Signed" in row[0]]


# ---- staff


def test_a_name_is_one_person_however_it_is_written(room):
    room.do(people.add_member, "Amélie", Role.CLERK, "hash")
    for name in ("amélie", "AMÉLIE", "Ame\u0301lie", " Amélie\u00a0"):
        assert room.ask(lambda tx, name=name: people.member(tx.db, name)).name == "Amélie"
        with pytest.raises(NameTaken):
            room.do(people.add_member, name, Role.MANAGER, "hash")
    assert room.ask(lambda tx: people.member(tx.db, "Amelie")) is None


def test_the_log_knows_ids_and_names_of_fields_and_no_person(room):
    staff = room.do(people.add_member, "سلمى", Role.CLERK, "the hash")
    room.do(people.set_password, "سلمى", "another hash")
    room.do(sessions.begin, staff, "digest")
    room.do(sessions.end, "digest")
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
        room.do(sessions.begin, staff, f"digest of {name}")
    room.do(people.set_password, "SALMA", "new hash")
    assert room.ask(lambda tx: sessions.session(tx.db, "digest of Salma")) is None
    assert room.ask(lambda tx: sessions.session(tx.db, "digest of Huda")).name == "Huda"
    assert room.ask(lambda tx: people.member(tx.db, "Salma")).password == "new hash"


def test_somebody_who_is_not_there_gets_no_password(room):
    with pytest.raises(UnknownStaff, match="Nobody"):
        room.do(people.set_password, "Nobody", "hash")


def test_the_only_manager_stays_one_and_stays(room):
    room.do(people.add_member, "Huda", Role.MANAGER, "hash")
    room.do(people.add_member, "Salma", Role.MANAGER, "hash")
    room.do(people.set_active, 1, False)
    for leaving in (lambda tx: people.set_active(tx, 2, False), lambda tx: people.set_role(tx, 2, Role.CLERK)):
        with pytest.raises(LastManager, match="Salma"):
            room.do(leaving)
    room.do(people.set_active, 1, True)
    assert room.do(people.set_role, 2, Role.CLERK).role is Role.CLERK


@pytest.mark.parametrize("field", ["must_change", "locked_at"])
def test_a_manager_who_may_not_come_in_is_none_to_leave_an_office_to(room, field):
    room.do(people.add_member, "Huda", Role.MANAGER, "hash")
    room.do(people.add_member, "Salma", Role.MANAGER, "hash")
    room.do(lambda tx: tx.db.execute(f"UPDATE staff SET {field} = 1 WHERE id = 2"))
    for leaving in (lambda tx: people.set_active(tx, 1, False), lambda tx: people.set_role(tx, 1, Role.CLERK)):
        with pytest.raises(LastManager, match="Huda"):
            room.do(leaving)
    assert room.do(people.set_role, 2, Role.CLERK).role is Role.CLERK, "nobody depended on them"


def test_who_leaves_keeps_name_and_id_and_loses_every_session(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    room.do(sessions.begin, 1, "digest")
    assert room.do(people.set_active, 1, False).active is False
    assert room.ask(lambda tx: sessions.session(tx.db, "digest")) is None
    assert [each.name for each in room.ask(lambda tx: people.staff(tx.db))] == ["Salma"]


def test_what_is_so_already_is_no_event(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    before = events(room)
    room.do(people.set_active, 1, True)
    room.do(people.set_role, 1, Role.CLERK)
    room.do(people.unlock, 1)
    assert events(room) == before


def test_so_many_wrong_passwords_in_a_row_lock_a_sign_in_until_it_is_lifted(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash")
    for _ in range(3):
        room.do(people.refuse, 1, "password", 3)
    room.do(people.refuse, 1, "locked", 3)
    member = room.ask(lambda tx: people.member_of(tx.db, 1))
    assert (member.failed, member.locked_at) == (3, room.clock.at)
    lifted = room.do(people.unlock, 1)
    assert (lifted.failed, lifted.locked_at) == (0, None)
    refusals = room.ask(lambda tx: tx.db.execute("SELECT data FROM event WHERE kind = 'StaffRefused'").fetchall())
    told = '{"staff":1,"why":"password"}'
    assert [data for (data,) in refusals] == [
        told, told, '{"locked":true,"staff":1,"why":"password"}', '{"staff":1,"why":"locked"}'
    ]  # fmt: skip
    assert events(room)[-1] == ("SettingChanged", '{"fields":["locked"],"id":1,"key":"staff"}')


def test_the_log_says_which_fields_of_a_sign_in_changed_and_never_how(room):
    room.do(people.add_member, "Salma", Role.CLERK, "hash", True)
    room.do(people.refuse, 1, "password", 1)
    room.do(people.set_password, "Salma", "another hash", False)
    room.do(people.set_own_password, 1, "her own hash", "digest")
    room.do(people.set_role, 1, Role.MANAGER)
    assert [data for _, data in events(room)][1:] == [
        '{"fields":["locked","must_change","password"],"id":1,"key":"staff"}',
        '{"fields":["password"],"id":1,"key":"staff"}',
        '{"fields":["role"],"id":1,"key":"staff"}',
    ]


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
