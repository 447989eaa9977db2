"""The office's own mark: what is refused at the start, in one sentence, and where it is shown."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from hardware import decode
from server import app as wiring
from server import desk, logo, settings
from server.clock import FixedClock
from server.settings import SettingsError
from tests.rooms import KIOSK, MORNING


def png(path: Path, size: tuple[int, int] = (300, 300), colour: str = "#0b5d57") -> Path:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "whoever drew it")
    Image.new("RGB", size, colour).save(path, pnginfo=notes)
    return path


def test_a_mark_is_made_small_enough_for_paper_and_screen_and_loses_its_notes(tmp_path):
    found = logo.read(str(png(tmp_path / "logo.png", (3000, 1000))))
    sizes = []
    for file in found:
        with Image.open(BytesIO(file)) as picture:
            sizes.append(picture.size)
    assert sizes == [(1200, 400), (640, 213)]
    assert b"whoever" not in found.paper + found.screen


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.write_bytes(b"GIF89a, perhaps"), "no such picture"),
        (lambda path: path.write_bytes(png(path).read_bytes()[:200]), "a broken one"),
        (lambda path: png(path, (4001, 3)), "4001 × 3"),
        (lambda path: path.write_bytes(bytes(logo.LARGEST_BYTES + 1)), "it is larger"),
    ],
)
def test_what_is_no_mark_is_refused_in_one_sentence_that_names_key_value_and_what_is_allowed(tmp_path, make, why):
    path = tmp_path / "logo.png"
    make(path)
    with pytest.raises(SettingsError) as refused:
        logo.read(str(path))
    said = str(refused.value)
    assert said.startswith(f"office.logo is '{path}'")
    assert why in said
    assert said.endswith(f"allowed is {logo.ALLOWED}.")


def test_a_mark_is_looked_for_beside_the_settings(tmp_path):
    (tmp_path / "office.toml").write_text('[office]\nlogo = "mark/logo.png"\n', "utf-8")
    assert settings.load(tmp_path / "office.toml").office.logo == str(tmp_path / "mark" / "logo.png")
    (tmp_path / "office.toml").write_text('[office]\nlogo = "/srv/logo.png"\n', "utf-8")
    assert settings.load(tmp_path / "office.toml").office.logo == "/srv/logo.png"


def test_the_mark_stands_on_the_paper_and_the_kiosk_can_have_it(tmp_path):
    given = {"server.data": str(tmp_path), "office.logo": str(png(tmp_path / "logo.png"))}
    machine = settings.load(None, given, simulate=True)
    app = wiring.create_app(machine, wiring.devices(machine), FixedClock(at=MORNING))
    office = app.extensions["dawr"]
    office.writer.do(lambda tx: desk.issue(tx, "information", "fr", paper=True), KIOSK)
    papers = office.announcer.papers
    papers.start()
    papers.test_print()  # comes after the ticket
    papers.stop()
    ticket, _ = (decode.papers(paper.data)[0] for paper in office.hardware.printer.simulated.papers)
    assert not any(ticket.crop((20, 12, 90, 82)).tobytes()), "a black square"
    answer = app.test_client().get("/kiosk/logo.png")
    assert (answer.status_code, answer.mimetype, answer.data[:4]) == (200, "image/png", b"\x89PNG")
    office.record.close()


def test_without_a_mark_there_is_none_to_fetch(office):
    assert office.test_client().get("/kiosk/logo.png").status_code == 404
