from __future__ import annotations

import subprocess
import sys
import threading
from types import SimpleNamespace

from hardware import DeviceState, connect
from hardware.__main__ import FONTS
from hardware.settings import ButtonSettings, HardwareSettings, PrinterSettings, VoiceSettings
from hardware.sheet import Line, Sheet

HEAVY = ("escpos", "PIL", "gpiozero", "lgpio", "pyttsx3", "usb", "serial", "segno", "flask")

CONNECT = f"""
import sys
from dataclasses import replace
from pathlib import Path
from hardware import connect
from hardware.settings import ButtonSettings, HardwareSettings, PrinterSettings, VoiceSettings

settings = HardwareSettings(
    PrinterSettings("network", host="printer.example"), VoiceSettings("espeak"), (ButtonSettings(1, 17, 27),)
)
for simulate in (False, True):
    connect(replace(settings, simulate=simulate), [1, 2, 3, 4], fonts=Path())
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""


def test_connecting_imports_no_device_library():
    done = subprocess.run([sys.executable, "-c", CONNECT], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_connecting_starts_no_thread_and_touches_no_device():
    before = set(threading.enumerate())
    hardware = connect(HardwareSettings(), fonts=FONTS)
    assert set(threading.enumerate()) <= before  # those of an earlier test may end meanwhile
    assert hardware.printer.state == hardware.buttons.state == hardware.voice.state == DeviceState("off")


def test_simulating_chooses_a_simulated_printer_and_a_button_for_every_counter():
    settings = HardwareSettings(PrinterSettings("network", host="a.example", width_dots=384), simulate=True)
    hardware = connect(settings, [1, 2, 3], fonts=FONTS)
    hardware.start()
    hardware.buttons.press(3)
    hardware.printer.print(Sheet("ar", (Line("رقمك"),)))
    assert len(hardware.printer.simulated.papers) == 1
    assert hardware.printer.width_dots == 384
    assert list(hardware.buttons.lamps) == [1, 2, 3]
    assert (hardware.printer.state.state, hardware.buttons.state.state) == ("simulated", "simulated")
    hardware.stop()


def test_devices_stop_and_start_again():
    hardware = connect(HardwareSettings(voice=VoiceSettings("simulated"), simulate=True), [1], fonts=FONTS)
    before = set(threading.enumerate())
    for _ in range(2):
        hardware.start()
        hardware.buttons.press(1)
        hardware.buttons.release(1)
        hardware.stop()
    for thread in set(threading.enumerate()) - before:
        thread.join(60)  # a stop waits only so long
        assert not thread.is_alive()


def test_settings_of_another_make_serve_as_well(tmp_path):
    given = SimpleNamespace(
        printer=SimpleNamespace(driver="file", path="/dev/usb/lp0", width_dots=384, color="none"),
        voice=SimpleNamespace(driver="none"),
        buttons=[SimpleNamespace(counter=2, pin=17, lamp=None, button_only=True)],
        simulate=False,
    )
    settings = HardwareSettings.of(given)
    assert settings.printer == PrinterSettings("file", path="/dev/usb/lp0", width_dots=384)
    assert settings.buttons == (ButtonSettings(2, 17, None, True),)
    hardware = connect(given, fonts=FONTS, speech=tmp_path)
    assert hardware.printer.port.name == "/dev/usb/lp0"
    assert hardware.voice.settings.folder == tmp_path


def test_recordings_are_looked_for_where_the_settings_say(tmp_path):
    given = SimpleNamespace(
        printer=SimpleNamespace(), voice=SimpleNamespace(recordings=str(tmp_path)), buttons=(), simulate=False
    )
    assert connect(given, fonts=FONTS).voice.settings.recordings == tmp_path
