"""The settings of the machine: what is read, and what stops the start."""

import tomllib
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, load, table

ROOT = Path(__file__).parents[2]


def write(folder: Path, text: str) -> Path:
    path = folder / "office.toml"
    path.write_text(text, "utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(SettingsError) as refused:
        load(write(folder, text))
    return str(refused.value)


def test_without_a_file_every_setting_has_its_default():
    settings = load()
    assert settings == Settings()
    assert (settings.server.host, settings.server.port, settings.server.data) == ("0.0.0.0", 8000, ".data")
    assert (settings.printer.driver, settings.voice.driver) == ("none", "espeak")


def test_what_the_file_says_is_taken(tmp_path):
    settings = load(
        write(
            tmp_path,
            """
            [server]
            port = 8123
            public_url = "https://queue.example.org"
            [office]
            time_zone = "Africa/Casablanca"
            [printer]
            driver = "network"
            host = "192.0.2.7"
            width_dots = 384
            [kiosk]
            panel_inches = 21
            panel_pixels = [1080, 1920]
            [[buttons]]
            counter = 3
            pin = 17
            lamp = 27
            """,
        )
    )
    assert settings.server.port == 8123
    assert settings.office.time_zone == "Africa/Casablanca"
    assert (settings.printer.host, settings.printer.width_dots) == ("192.0.2.7", 384)
    assert settings.kiosk.panel_pixels == (1080, 1920)
    assert [(button.counter, button.pin, button.lamp) for button in settings.buttons] == [(3, 17, 27)]


def test_the_command_line_has_the_last_word(tmp_path):
    path = write(tmp_path, "[server]\nport = 8123\nhost = '127.0.0.1'")
    settings = load(path, {"server.port": 9000, "server.host": None})
    assert (settings.server.port, settings.server.host) == (9000, "127.0.0.1")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("[server]\nport = 99999", ["server.port", "99999", "a whole number from 1 to 65535"]),
        ("[server]\nport = '80'", ["server.port", "'80'", "whole number"]),
        ("[server]\nport = true", ["server.port", "True", "whole number"]),
        ("[server]\nprot = 8000", ["server.prot", "8000", "host, port, data, public_url"]),
        ("[sever]\nport = 8000", ["sever", "a section", "server, office, printer"]),
        ("port = 8000", ["port", "8000", "server, office"]),
        ("server = 3", ["server", "3", "[server]"]),
        ("[server]\npublic_url = 'queue.example.org'", ["server.public_url", "queue.example.org", "https://"]),
        ("[server]\npublic_url = 'https://a.example/x'", ["server.public_url", "without a path"]),
        ("[server]\npublic_url = 'https://a.example:99999'", ["server.public_url", "99999"]),
        ("[office]\ntime_zone = 'Africa/Atlantis'", ["office.time_zone", "Africa/Atlantis", "Africa/Tripoli"]),
        ("[office]\ntime_zone = '../../etc/passwd'", ["office.time_zone", "a time zone"]),
        ("[printer]\ndriver = 'laser'", ["printer.driver", "laser", '"usb", "network"']),
        ("[printer]\ndriver = 'network'", ["printer.host", "missing", "network"]),
        ("[printer]\ndriver = 'usb'\nvendor = 1208", ["printer.product", "missing", "65535"]),
        ("[voice]\nrate = 5", ["voice.rate", "5", "80 to 250"]),
        ("[voice]\noutput = 'radio'", ["voice.output", "radio", '"display", "speaker", "both"']),
        ("[voice]\ndevice = ''", ["voice.device", "a text of 1 to 255 characters"]),
        ("[kiosk]\npanel_pixels = [1920]", ["kiosk.panel_pixels", "[1920]", "two whole numbers"]),
        ("[kiosk]\npanel_inches = nan", ["kiosk.panel_inches", "nan"]),
        ("[[buttons]]\npin = 4", ["buttons.counter", "missing", "1 to 99"]),
        ("[[buttons]]\ncounter = 1", ["buttons.pin", "counter 1", "0 to 27"]),
        ("[[buttons]]\ncounter = 1\npin = 4\n[[buttons]]\ncounter = 1\npin = 5", ["buttons.counter", "1 twice"]),
        ("[[buttons]]\ncounter = 1\npin = 4\nlamp = 4", ["buttons.lamp", "4 twice"]),
        ("[buttons]\ncounter = 1", ["buttons", "[[buttons]]"]),
        ("[server", ["office.toml", "TOML"]),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(tmp_path, text, parts):
    sentence = refusal(tmp_path, text)
    assert "\n" not in sentence
    assert all(part in sentence for part in parts), sentence


def test_a_wrong_word_on_the_command_line_is_refused_too():
    with pytest.raises(SettingsError, match=r"server\.port is 0: allowed is a whole number"):
        load(None, {"server.port": 0})


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"^There is no file .*nowhere\.toml\.$"):
        load(tmp_path / "nowhere.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(SettingsError, match=f"^{tmp_path} cannot be read: "):
        load(tmp_path)


def test_a_wrong_value_of_the_file_is_refused_even_where_the_command_line_gives_another(tmp_path):
    path = write(tmp_path, "[server]\nport = 99999")
    with pytest.raises(SettingsError, match=r"server\.port is 99999"):
        load(path, {"server.port": 9000})


def test_simulated_devices_take_the_place_of_real_ones(tmp_path):
    path = write(tmp_path, "[printer]\ndriver = 'network'\nwidth_dots = 384\n[[buttons]]\ncounter = 1")
    settings = load(path, simulate=True)
    assert settings.simulate
    assert (settings.printer.driver, settings.voice.driver) == ("simulated", "espeak")
    assert settings.printer.width_dots == 384


def test_settings_cannot_be_changed_once_read():
    with pytest.raises(AttributeError):
        load().server.port = 1  # type: ignore[misc]


def test_the_devices_know_their_settings_by_the_same_names():
    hardware = pytest.importorskip("hardware.settings")
    ours = {row.name for row in table()}
    for section, kind in (
        ("printer", hardware.PrinterSettings),
        ("voice", hardware.VoiceSettings),
        ("buttons", hardware.ButtonSettings),
    ):
        theirs = {f"{section}.{name}" for name in kind.__dataclass_fields__}
        assert {name for name in ours if name.startswith(f"{section}.")} <= theirs


def test_the_example_names_every_setting_with_its_default():
    example = ROOT / "office.example.toml"
    if not example.exists():
        pytest.skip("there is no example yet")
    text = example.read_text("utf-8")
    given = tomllib.loads(text)
    missing = []
    for row in table():
        section, key = row.name.split(".")
        commented = any(line.lstrip("# ").startswith(f"{key} =") for line in text.splitlines())
        rows = given.get(section, {})
        named = any(key in each for each in rows) if isinstance(rows, list) else key in rows
        if not (named or commented):
            missing.append(row.name)
    assert missing == []
    load(example)


def test_the_folder_of_recordings_is_found_beside_the_settings(tmp_path):
    assert load(write(tmp_path, '[voice]\nrecordings = "voices"')).voice.recordings == str(tmp_path / "voices")
    assert load(write(tmp_path, '[voice]\nrecordings = "/srv/voices"')).voice.recordings == "/srv/voices"
    assert load(write(tmp_path, "")).voice.recordings is None
