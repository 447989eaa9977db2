"""`python -m server hours …`: easy to type, prints what stands, and one sentence for whatever is wrong."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server import clock
from server.cli import main
from tests.server.commands import refused, run

ROOT = Path(__file__).parents[2]
FILE = """
[week]
sun-thu = ["08:00-14:30"]
[exceptions]
2026-12-24 = []
[services.information]
quota = 40
last_ticket = "13:30"
"""


def hours(folder: Path, *words: str) -> Result:
    return run(folder, "hours", *words)


def test_a_new_office_is_open_at_all_hours(folder):
    assert hours(folder, "show").stdout.splitlines() == [
        "Opening hours (Africa/Tripoli)",
        "  every day   at all hours",
        "A kiosk gives tickets as quickly as they are asked for.",
    ]


def test_what_is_set_is_printed_as_it_stands_then(folder):
    hours(folder, "set", "sun-thu", "08:00-14:30")
    hours(folder, "except", "2026-12-24", "closed", "2026-12-25", "09:00-11:00")
    hours(folder, "service", "information", "--quota", "40", "--last-ticket", "13:30")
    hours(folder, "set", "mon", "09:00-12:00", "--service", "complaints")
    told = hours(folder, "kiosk", "--pause", "3", "--per-minute", "10").stdout.splitlines()
    assert told == [
        "Opening hours (Africa/Tripoli)",
        *(f"  {day:<11} 08:00-14:30" for day in ("Monday", "Tuesday", "Wednesday", "Thursday")),
        "  Friday      closed",
        "  Saturday    closed",
        "  Sunday      08:00-14:30",
        "  2026-12-24  closed",
        "  2026-12-25  09:00-11:00",
        "complaints",
        "  Monday      09:00-12:00",
        *(f"  {day:<11} closed" for day in ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")),
        "information: quota 40 a day, last ticket 13:30",
        "A kiosk gives one ticket in 3 s, 10 in a minute.",
    ]


def test_everything_can_be_taken_back(folder):
    before = hours(folder, "show").stdout
    hours(folder, "set", "sun-thu", "08:00-14:30")
    hours(folder, "except", "2026-12-24..2026-12-31", "closed")
    hours(folder, "service", "information", "--quota", "40", "--last-ticket", "13:30")
    hours(folder, "set", "mon", "09:00-12:00", "--service", "complaints")
    hours(folder, "always")
    hours(folder, "except", "2026-12-24..2026-12-31", "usual")
    hours(folder, "always", "--service", "complaints")
    assert hours(folder, "service", "information", "--quota", "none", "--last-ticket", "none").stdout == before


def test_a_file_says_all_of_it_and_what_it_does_not_name_is_forgotten(folder, tmp_path):
    hours(folder, "service", "complaints", "--quota", "3")
    file = tmp_path / "hours.toml"
    file.write_text(FILE, "utf-8-sig")  # as some editors save it
    told = hours(folder, "import", str(file)).stdout
    assert "  2026-12-24  closed\n" in told
    assert "information: quota 40 a day, last ticket 13:30\n" in told
    assert "complaints" not in told


def test_the_commands_that_the_documents_show_do_what_they_say(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hours.toml").write_text(FILE)
    written = "".join((ROOT / document).read_text("utf-8") for document in ("docs/rules.md", "README.md"))
    shown = re.findall(r"python -m server hours ([^`\n]+)", written)
    assert len(shown) >= 6
    for command in shown:
        assert hours(folder, *shlex.split(command)).exit_code == 0, command
    help_ = CliRunner().invoke(main, ["hours", "import", "--help"]).output
    (tmp_path / "shown.toml").write_text(help_[help_.index("[week]") : help_.index("Options:")])
    assert hours(folder, "import", "shown.toml").exit_code == 0


def test_what_is_wrong_is_one_sentence_that_names_it(folder, tmp_path):
    assert refused(hours(folder, "set", "funday", "closed")).startswith("'funday' is no day")
    assert refused(hours(folder, "set", "sun", "14:30-08:00")) == "'14:30-08:00' ends before it begins."
    assert refused(hours(folder, "except", "2026-02-30", "closed")) == "'2026-02-30' is no date such as 2026-12-24."
    assert refused(hours(folder, "service", "information", "--quota", "-3")) == "'-3' is no number from 0 to 9999."
    assert refused(hours(folder, "service", "nothing", "--quota", "3")) == "There is no service “nothing”."
    assert refused(hours(folder, "import", str(tmp_path / "no.toml"))).endswith(
        "cannot be read: No such file or directory."
    )
    file = tmp_path / "hours.toml"
    for text, named in (
        ("[week", "Expected ']'"),
        ("[week]\nsun = ['x']", "sun: 'x' is no span"),
        ("[services.nothing]\nquota = 3", "There is no service “nothing”."),
        ("[services.information]\nquota = 'x'", "services.information.quota: 'x' is no number"),
        ("[kiosk]\nper_min = -1", "kiosk.per_min: -1 is no number"),
    ):
        file.write_text(text)
        assert named in refused(hours(folder, "import", str(file)))
    file.write_bytes(b"\xff")
    assert str(file) in refused(hours(folder, "import", str(file)))
    assert hours(folder, "service", "information").exit_code == 2


@pytest.mark.parametrize("sure", [False, True])
def test_hours_that_no_sure_clock_carries_out_are_told_so(folder, monkeypatch, sure):
    monkeypatch.setattr(clock, "_synchronised", lambda: sure)
    monkeypatch.setattr(clock, "_hardware_clock_holds", lambda: sure)
    assert hours(folder, "kiosk", "--pause", "3").stderr == ""
    told = hours(folder, "set", "sun-thu", "08:00-14:30")
    assert told.exit_code == 0 and "Sunday      08:00-14:30" in told.stdout
    assert ("not confirmed" in told.stderr) is not sure
    assert hours(folder, "show").stderr == told.stderr


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (b"\xff\xfe", "is no text in UTF-8."),
        (b"#" * 1_000_001, "is larger than 1 MB."),
        (b"x = " + b"[" * 9999, "is nested too deeply."),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_in_a_sentence(folder, tmp_path, said, sentence):
    file = tmp_path / "hours.toml"
    file.write_bytes(said)
    assert refused(hours(folder, "import", str(file))) == f"{file} {sentence}"
