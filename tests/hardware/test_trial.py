from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from hardware import connect, trial
from hardware.__main__ import FONTS, main
from hardware.letters import missing
from hardware.printer import Printer
from hardware.settings import HardwareSettings, PrinterSettings, VoiceSettings
from hardware.sheet import Sheet
from hardware.simulated_printer import Condition
from hardware.state import DeviceState
from tests.hardware.network_printer import NetworkPrinter


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without settings."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, text: str) -> list[str]:
    path = folder / "office.toml"
    path.write_text(text, "utf-8")
    return ["test", "--config", str(path)]


def test_simulated_devices_all_pass_the_test(capsys):
    assert main(["test", "--simulate"]) == 0
    said = capsys.readouterr().out
    assert "printer  simulated  A test ticket came out" in said
    assert "voice    simulated  It said a sentence in each language" in said
    assert "buttons  simulated  4 buttons were heard" in said


def test_without_settings_it_says_what_is_not_set(capsys, monkeypatch):
    monkeypatch.setattr(trial, "printers_nearby", lambda: iter(['driver = "file", path = "/dev/usb/lp0"']))
    assert main(["test"]) == 0
    said = capsys.readouterr().out
    assert 'No printer is set ([printer] driver). Here is driver = "file", path = "/dev/usb/lp0".' in said
    assert "No voice is set" in said
    assert "No buttons are set" in said


def test_a_network_printer_prints_the_test_ticket(elsewhere, capsys):
    with NetworkPrinter() as printer:
        text = f'[printer]\ndriver="network"\nhost="127.0.0.1"\nport={printer.port}\ntimeout_s=20\n'
        assert main(written(elsewhere, text)) == 0
        assert len(printer.papers) == 1
    assert f"127.0.0.1:{printer.port}" in capsys.readouterr().out


def test_a_printer_on_each_kind_of_line_is_named_and_prints(rig):
    finding = trial.try_printer(rig.printer)
    assert finding.state.state in ("ready", "simulated")
    assert f"came out ({rig.printer.port.name})" in str(finding)
    assert len(rig.papers) == 1


def test_a_roll_that_is_nearly_at_its_end_is_said_with_the_ticket(asked):
    asked.become("paper-low")
    finding = trial.try_printer(asked.printer)
    assert "came out" in str(finding)
    assert str(finding).endswith(trial.REMEDIES["paper-low"])


def test_a_printer_that_the_system_forbids_is_said_with_where_to_read_on(on_usb, usb):
    usb.allowed = False
    assert "docs/printers.md" in str(trial.try_printer(on_usb.printer))


def test_trouble_is_said_with_what_helps(elsewhere, capsys):
    text = '[printer]\ndriver="file"\npath="/nowhere/lp0"\n[[buttons]]\ncounter=1\npin=17\nlamp=27\n'
    assert main(written(elsewhere, text)) == 1
    said = capsys.readouterr().out
    assert "/nowhere/lp0" in said
    assert "is its cable in" in said
    assert "Buttons need a Raspberry Pi" in said


@pytest.mark.parametrize(
    "text", ["[printer", '[printer]\ndriver="netwrk"', "[[buttons]]\npin=3", "printer=3", "buttons=3"]
)
def test_settings_that_cannot_be_used_give_a_sentence_not_a_traceback(elsewhere, capsys, text):
    assert main(written(elsewhere, text)) == 2
    assert "office.toml cannot be used" in capsys.readouterr().err


def test_a_missing_package_is_said_not_thrown(capsys, monkeypatch):
    def no_package(*_: object) -> trial.Finding:
        raise ModuleNotFoundError("No module named 'escpos'")

    monkeypatch.setattr(trial, "try_printer", no_package)
    assert main(["test"]) == 1
    assert "No module named 'escpos'" in capsys.readouterr().out


def test_the_offices_mark_is_on_the_test_ticket_and_one_that_shows_nothing_is_said(elsewhere, capsys):
    settings = '[office]\nlogo="logo.png"\n[printer]\ndriver="simulated"\n'
    Image.new("L", (100, 100), 0).save(elsewhere / "logo.png")
    assert main(written(elsewhere, settings)) == 0
    assert f"The test ticket shows {elsewhere / 'logo.png'}" in capsys.readouterr().out
    for spoil in (
        lambda path: Image.new("RGBA", (100, 100), "#00000000").save(path),
        lambda path: path.write_bytes(b"no picture"),
        lambda path: path.write_bytes(bytes(trial.LARGEST_LOGO_BYTES + 1)),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: path.rmdir(),
    ):
        spoil(elsewhere / "logo.png")
        assert main(written(elsewhere, settings)) == 1
        said = capsys.readouterr().out
        assert "A test ticket came out" in said
        assert "logo     trouble" in said
        assert trial.REMEDIES["bad-logo"] in said


def test_each_trouble_of_a_printer_has_its_remedy():
    for condition in (Condition.NO_PAPER, Condition.COVER_OPEN, Condition.MUTE, Condition.UNREACHABLE):
        printer = Printer.of(PrinterSettings("simulated"), FONTS)
        assert printer.simulated is not None
        printer.simulated.condition = condition
        finding = trial.try_printer(printer)
        assert finding.state == DeviceState("trouble", condition.value)
        assert str(finding).endswith(trial.REMEDIES[condition.value])


def test_a_button_that_nobody_presses_is_named():
    hardware = connect(HardwareSettings(simulate=True), [1, 2], fonts=FONTS)
    hardware.start()
    hardware.buttons.simulated = False
    said: list[str] = []
    finding = trial.try_buttons(hardware.buttons, 0.01, said.append)
    hardware.stop()
    assert "counter 1, 2" in finding.sentence
    assert "press every button" in said[0]


def test_a_voice_that_stays_silent_is_said():
    hardware = connect(HardwareSettings(voice=VoiceSettings("simulated")), fonts=FONTS)
    assert "could not say" in trial.try_voice(hardware.voice, 0.01).sentence


def test_the_test_ticket_can_be_printed():
    sheet: Sheet = trial.ticket(576)
    assert missing(str(sheet), FONTS) == set()
