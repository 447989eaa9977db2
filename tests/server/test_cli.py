"""The command line: with a running office and without, and one sentence for whatever is wrong."""

import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli import main
from server.folder import Control, Folder
from tests.server.commands import refused, run
from tests.server.offices import OfficeProcess, running

PASSWORD = "a long sentence of hers"


def events(folder: Path) -> list[tuple[str, dict[str, Any]]]:
    with sqlite3.connect(f"file:{folder}/office.db?mode=ro", uri=True) as db:
        found = db.execute("SELECT kind, data FROM event ORDER BY seq").fetchall()
    db.close()
    return [(kind, json.loads(data)) for kind, data in found]


def test_a_token_is_printed_once_and_alone_on_its_line(folder):
    made = run(folder, "token", "add", "hall display", "--role", "display")
    assert made.exit_code == 0
    assert len(made.stdout.strip()) >= 40
    assert "not shown again" in made.stderr
    listed = run(folder, "token", "list").stdout
    assert listed == "   1  display  hall display\n"
    assert made.stdout.strip() not in listed


def test_a_revoked_token_is_listed_as_such(folder):
    run(folder, "token", "add", "kiosk", "--role", "kiosk")
    assert run(folder, "token", "revoke", "1").stdout == "The token 1, for “kiosk”, is revoked.\n"
    assert "(revoked)" in run(folder, "token", "list").stdout
    assert refused(run(folder, "token", "revoke", "2")) == "There is no token with the id 2."


def test_staff_are_taken_in_with_a_password_from_standard_input(folder):
    added = run(folder, "staff", "add", "Salma", "--role", "manager", "--password-stdin", typed=f"{PASSWORD}\n")
    changes = "They choose another password when they sign in.\n"
    assert added.stdout == f"Salma works here now, as manager. {changes}"
    again = run(folder, "staff", "add", "salma", "--role", "clerk", "--password-stdin", typed=f"{PASSWORD}\n")
    assert "already" in refused(again)


def test_who_chose_the_password_at_the_terminal_need_not_change_it(folder):
    words, typed = ("Salma", "--password-stdin", "--own-password"), f"{PASSWORD}\n"
    added = run(folder, "staff", "add", "--role", "clerk", *words, typed=typed)
    assert added.stdout == "Salma works here now, as clerk.\n"
    changed = run(folder, "staff", "password", *words, typed=typed)
    assert changed.stdout == "Salma has a new password, and is signed out everywhere.\n"


def test_a_sign_in_is_unlocked_by_its_name(folder):
    run(folder, "staff", "add", "Salma", "--role", "clerk", "--password-stdin", typed=f"{PASSWORD}\n")
    with sqlite3.connect(folder / "office.db") as db:
        db.execute("UPDATE staff SET failed = 10, locked_at = 1")
    db.close()
    assert run(folder, "staff", "list").stdout == "   1  clerk    Salma  (locked)\n"
    assert run(folder, "staff", "unlock", "SALMA").stdout == "Salma may sign in again.\n"
    assert run(folder, "staff", "list").stdout == "   1  clerk    Salma\n"
    assert refused(run(folder, "staff", "unlock", "Nobody")) == "There is no member of staff “Nobody”."


def test_a_password_is_asked_for_twice_and_not_shown(folder):
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    added = run(folder, "staff", "add", "Omar", "--role", "clerk", typed=typed)
    assert added.exit_code == 0
    assert PASSWORD not in added.output


def test_a_password_that_is_too_short_is_refused(folder):
    added = run(folder, "staff", "add", "Omar", "--role", "clerk", "--password-stdin", typed="short\n")
    assert "8" in refused(added)


def test_a_running_office_says_the_same_of_a_password_or_a_name_that_will_not_do(office: OfficeProcess, folder):
    for name, password in (("Omar", "short"), ("", PASSWORD), ("x" * 65, PASSWORD)):
        words = ("staff", "add", name, "--role", "clerk", "--password-stdin")
        told = refused(run(office.folder, *words, typed=f"{password}\n"))
        assert told == refused(run(folder, *words, typed=f"{password}\n"))
    changed = run(office.folder, "staff", "password", "Omar", "--password-stdin", typed="short\n")
    assert refused(changed).startswith("A password has at least 8 characters")


def test_nobody_gets_a_password_who_does_not_work_here(folder):
    changed = run(folder, "staff", "password", "Nobody", "--password-stdin", typed=f"{PASSWORD}\n")
    assert refused(changed) == "There is no member of staff “Nobody”."


def test_the_clock_is_confirmed_and_the_day_turned(folder):
    assert run(folder, "clock", "confirm").exit_code == 0
    assert run(folder, "day", "turn").exit_code == 0
    kinds = [kind for kind, _ in events(folder)]
    assert kinds.count("ClockSet") == 1
    assert kinds[-1] == "DayTurned"


def test_a_whole_record_is_told_so(folder):
    run(folder, "clock", "confirm")
    assert run(folder, "check").stdout.startswith("The record is whole: ")


def test_a_record_that_was_changed_is_found_out(folder):
    run(folder, "clock", "confirm")
    with sqlite3.connect(folder / "office.db") as db:
        db.execute("DROP TRIGGER event_is_never_changed")
        db.execute("UPDATE event SET at = at + 1 WHERE seq = 2")
    db.close()
    assert "event 2 was changed" in refused(run(folder, "check"))


def test_a_paper_is_looked_up_by_its_fingerprint(folder):
    with running(folder) as office:
        _, ticket = office.post("/api/tickets", {"service": "information", "language": "ar"})
        paper = f"{ticket['number']}:{ticket['fingerprint']}"
        assert "the fingerprint is right" in run(folder, "check", "--seen", paper).stdout
    assert f"Ticket {ticket['number']} of " in run(folder, "check", "--seen", f"{paper}…".upper()).stdout
    assert "the fingerprint is right" in run(folder, "check", "--seen", paper.lower()).stdout
    forged = f"{ticket['number']}:0000000000"
    assert "knows no ticket" in refused(run(folder, "check", "--seen", forged))
    assert "is not the number" in refused(run(folder, "check", "--seen", "A102"))


def test_where_no_office_is_there_is_nothing_to_check(folder):
    assert refused(run(folder, "check")) == f"There is no office in {folder}."
    assert not folder.exists()


def test_a_wrong_setting_is_one_sentence(folder, tmp_path):
    config = tmp_path / "wrong.toml"
    config.write_text("[server]\nprot = 8000\n")
    result = CliRunner().invoke(main, ["run", "--config", str(config)])
    assert result.exit_code == 1
    assert "server.prot" in result.stderr
    assert "server.port is 99999" in refused(CliRunner().invoke(main, ["run", "--port", "99999"]))


def test_data_that_cannot_be_used_are_one_sentence(folder):
    folder.mkdir()
    (folder / "office.db").write_bytes(b"this is no database, and long enough to be looked at" * 100)
    assert "The data file cannot be used" in refused(run(folder, "token", "list"))
    assert "The data file cannot be used" in refused(run(folder, "check"))


def test_a_folder_that_cannot_be_made_is_one_sentence():
    assert "/proc/nowhere cannot be used" in refused(run(Path("/proc/nowhere"), "day", "turn"))


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """One that runs."""
    with running(tmp_path_factory.mktemp("office") / "data") as opened:
        yield opened


def test_a_token_works_at_once_and_no_more_when_it_is_revoked(office: OfficeProcess):
    secret = run(office.folder, "token", "add", "a program", "--role", "manager").stdout.strip()
    new = {"service": "information", "language": "ar"}
    assert office.post("/api/tickets", new, secret)[0] == 201
    number = run(office.folder, "token", "list").stdout.split()[0]
    assert "is revoked" in run(office.folder, "token", "revoke", number).stdout
    assert office.post("/api/tickets", new, secret)[0] == 401


def test_staff_day_and_clock(office: OfficeProcess):
    typed = f"{PASSWORD}\n"
    assert run(office.folder, "staff", "add", "Nur", "--role", "clerk", "--password-stdin", typed=typed).exit_code == 0
    again = run(office.folder, "staff", "add", "Nur", "--role", "clerk", "--password-stdin", typed=typed)
    assert refused(again) == "There is already a “Nur”."
    assert run(office.folder, "staff", "password", "Nur", "--password-stdin", typed=typed).exit_code == 0
    assert run(office.folder, "staff", "unlock", "nur").stdout == "Nur may sign in again.\n"
    assert run(office.folder, "staff", "list").stdout == "   1  clerk    Nur\n"
    assert run(office.folder, "clock", "confirm").exit_code == 0
    assert office.get("/api/health")["clock"]["trusted"]
    before = office.get("/api/office")["day"]["number"]
    assert run(office.folder, "day", "turn").exit_code == 0
    assert office.get("/api/office")["day"]["number"] == before + 1


def test_hours_are_set_in_a_running_office_and_apply_at_once(office: OfficeProcess):
    told = run(office.folder, "hours", "service", "complaints", "--quota", "0").stdout
    assert "complaints: quota 0 a day\n" in told
    (complaints,) = (each for each in office.get("/api/office")["services"] if each["code"] == "complaints")
    assert (complaints["open"], complaints["reason"]) == (False, "quota-reached")
    assert office.post("/api/tickets", {"service": "complaints", "language": "ar"})[0] == 409
    assert (
        refused(run(office.folder, "hours", "service", "nothing", "--quota", "1")) == "There is no service “nothing”."
    )
    run(office.folder, "hours", "service", "complaints", "--quota", "none")
    assert office.post("/api/tickets", {"service": "complaints", "language": "ar"})[0] == 201


def test_the_record_can_be_checked_meanwhile(office: OfficeProcess):
    assert "whole" in run(office.folder, "check").stdout


def test_a_schema_is_not_changed_under_a_running_office(office: OfficeProcess):
    assert "already runs" in refused(run(office.folder, "migrate"))


def test_an_office_that_says_nothing_is_one_sentence(folder):
    with Folder(folder) as held:
        assert "is starting or stopping" in refused(run(folder, "day", "turn"))
        held.announce(Control("http://127.0.0.1:9", "secret"))
        assert "does not answer" in refused(run(folder, "day", "turn"))
        (folder / "control.json").write_text("[1")
        assert "cannot be read" in refused(run(folder, "day", "turn"))


def test_a_proxy_of_the_environment_is_not_asked(folder, monkeypatch):
    monkeypatch.setitem(os.environ, "http_proxy", "http://127.0.0.1:9")
    with running(folder):
        assert run(folder, "day", "turn").exit_code == 0


def test_the_kiosks_pin_is_set_alone_and_by_a_running_office(office: OfficeProcess, folder):
    for place in (office.folder, folder):
        done = run(place, "pin", "--pin-stdin", typed="280691\n")
        assert done.stdout == "The staff corner of the kiosks opens with this PIN now.\n"
        for wrong in ("", "123", "1234", "9" * 65, "secret"):
            told = refused(run(place, "pin", "--pin-stdin", typed=f"{wrong}\n"))
            assert told.startswith("A PIN has 4 to 8 digits")
    assert office.post("/api/kiosk/corner/open", {"pin": "280691"}, kiosk_token(office))[0] == 200
    assert [data["fields"] for _, data in events(folder) if data.get("key") == "kiosk-pin"] == [["value"]]


def kiosk_token(office: OfficeProcess) -> str:
    return run(office.folder, "token", "add", "a kiosk", "--role", "kiosk").stdout.strip()


def test_figures_are_those_that_the_running_office_tells(office: OfficeProcess):
    words = ("stats", "--by", "service", "--service", "information")

    def told() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run(office.folder, *words, "--format", "json").stdout)
        return found

    before = told()
    assert office.post("/api/tickets", {"service": "information", "language": "ar"})[0] == 201
    after = told()
    assert after["total"]["taken"] == before["total"]["taken"] + 1
    assert after["rows"][0]["key"] == {"service": "information"}
    assert run(office.folder, *words, "--format", "csv").stdout_bytes.startswith(b"\xef\xbb\xbf")
    assert "by=colour" in refused(run(office.folder, "stats", "--by", "colour"))
