from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from hardware import buttons, pins
from hardware.buttons import MOST_WAITING, ButtonPress, Buttons, Lamp
from hardware.errors import ButtonsError, UnknownButton
from hardware.settings import ButtonSettings
from hardware.state import DeviceState
from hardware.worker import Worker

ONE, TWO = ButtonSettings(1, pin=17, lamp=27), ButtonSettings(2, pin=22, lamp=23)


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class ByHand(Worker):
    """A worker whose jobs run when the test says so."""

    def start(self) -> None:
        """No thread."""


class Desk:
    """Buttons with a clock and a worker in the hands of the test, and what was heard of them."""

    def __init__(self, *settings: ButtonSettings, factory: object = None, simulate: bool = True) -> None:
        self.clock = Clock()
        self.worker = ByHand("buttons", limit=1024, monotonic=self.clock)
        self.buttons = Buttons(
            settings, simulate=simulate, pin_factory=factory, worker=self.worker, monotonic=self.clock
        )
        self.presses: list[ButtonPress] = []
        self.buttons.on_press(self.presses.append)

    def wait(self, ms: int) -> None:
        """Let time go by in small steps, as it does."""
        for _ in range(ms // 10):
            self.clock.now_s += 0.01
            self.worker.run_due()

    @property
    def heard(self) -> list[tuple[int, str]]:
        self.worker.run_due()
        return [(press.counter, press.kind) for press in self.presses]


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    yield MockFactory(pin_class=MockPWMPin)


@pytest.fixture
def desk(factory: MockFactory) -> Iterator[Desk]:
    """Two counters whose pins are mock pins, handed in as a board's would be."""
    desk = Desk(ONE, TWO, factory=factory)
    desk.buttons.start()
    yield desk
    desk.buttons.stop()


def test_a_pin_that_goes_low_is_a_press_of_its_counter(desk, factory):
    factory.pin(22).drive_low()
    assert desk.heard == [(2, "down")]
    assert desk.presses[0].at_mono_ms == 100_000


def test_a_press_is_handed_over_on_the_workers_turn_not_on_the_pins_thread(desk, factory):
    factory.pin(17).drive_low()
    assert desk.presses == []
    assert desk.heard == [(1, "down")]


def test_a_press_of_a_second_and_a_half_is_held(desk, factory):
    factory.pin(17).drive_low()
    desk.wait(1490)
    assert desk.heard == [(1, "down")]
    desk.wait(20)
    factory.pin(17).drive_high()
    assert desk.heard == [(1, "down"), (1, "held"), (1, "up")]


def test_a_bouncing_pin_is_one_press(desk, factory):
    pin = factory.pin(17)
    for _ in range(5):
        pin.drive_low()
        pin.drive_high()
        desk.clock.now_s += 0.002
    pin.drive_low()
    desk.wait(100)
    assert desk.heard == [(1, "down")]


def test_a_tap_shorter_than_a_bounce_comes_up_by_itself(desk, factory):
    factory.pin(17).drive_low()
    desk.clock.now_s += 0.005
    factory.pin(17).drive_high()
    desk.wait(100)
    assert desk.heard == [(1, "down"), (1, "up")]


def test_a_button_that_chatters_without_end_does_not_harm_the_others(desk, factory):
    for _ in range(2000):
        desk.clock.now_s += 0.06
        factory.pin(17).drive_low()
        desk.clock.now_s += 0.06
        factory.pin(17).drive_high()
    factory.pin(22).drive_low()
    heard = desk.heard
    assert heard.count((1, "down")) <= MOST_WAITING
    assert (2, "down") in heard


def test_a_button_that_is_stuck_is_said_and_the_others_work(desk, factory):
    factory.pin(17).drive_low()
    desk.wait(30_000)
    assert desk.buttons.state == DeviceState("trouble", "stuck")
    factory.pin(22).drive_low()
    assert desk.heard[-1] == (2, "down")
    factory.pin(17).drive_high()
    desk.wait(60)
    assert desk.buttons.state == DeviceState("simulated")


def chatter(desk: Desk, pin: object, times: int) -> None:
    for _ in range(times):
        desk.wait(200)
        pin.drive_low()
        desk.wait(200)
        pin.drive_high()


def test_a_button_that_chatters_is_said_and_not_heeded_and_its_lamp_blinks_fast_until_it_rests(desk, factory):
    desk.buttons.light(1, Lamp.SLOW)
    chatter(desk, factory.pin(17), 14)
    assert desk.heard == [(1, "down"), (1, "up")] * 11
    assert desk.buttons.state == DeviceState("trouble", "chattering")
    assert desk.buttons.troubles == {1: "chattering"}
    desk.buttons.light(1, Lamp.STEADY)
    assert desk.buttons.lamps == {1: Lamp.FAST, 2: Lamp.OFF}
    desk.wait(3_100)
    assert desk.buttons.troubles == {}
    assert desk.buttons.lamps[1] is Lamp.STEADY
    assert factory.pin(27).state == 1
    factory.pin(17).drive_low()
    assert desk.heard[-1] == (1, "down")


def test_a_button_that_chatters_for_hours_leaves_nothing_behind_that_waits(desk, factory):
    chatter(desk, factory.pin(17), 200)
    assert desk.worker.waiting <= 2


def test_each_button_that_is_in_trouble_is_named(factory):
    three = ButtonSettings(3, pin=24)
    desk = Desk(ButtonSettings(1, pin=99), TWO, three, factory=factory)
    desk.buttons.start()
    factory.pin(22).drive_low()
    desk.wait(30_000)
    chatter(desk, factory.pin(24), 12)
    assert desk.buttons.troubles == {1: "bad-pin", 2: "stuck", 3: "chattering"}
    assert desk.buttons.state == DeviceState("trouble", "bad-pin")
    desk.buttons.stop()


def test_a_handler_that_fails_does_not_keep_the_next_press_from_being_heard(factory, caplog):
    desk = Desk(ONE, factory=factory)
    desk.buttons.on_press(lambda press: 1 / 0)
    desk.buttons.start()
    factory.pin(17).drive_low()
    desk.wait(100)
    factory.pin(17).drive_high()
    assert desk.heard == [(1, "down"), (1, "up")]
    assert "division by zero" in caplog.text
    desk.buttons.stop()


def test_a_handler_that_is_given_twice_hears_each_press_once(desk, factory):
    desk.buttons.on_press(desk.presses.append)
    factory.pin(17).drive_low()
    assert desk.heard == [(1, "down")]


# ---------------------------------------------------------------- lamps


@pytest.mark.parametrize(("lamp", "lit"), [(Lamp.STEADY, 1), (Lamp.OFF, 0)])
def test_a_lamp_is_lit_or_dark(desk, factory, lamp, lit):
    desk.buttons.light(1, Lamp.STEADY)
    desk.buttons.light(1, lamp)
    assert factory.pin(27).state == lit
    assert desk.buttons.lamps == {1: lamp, 2: Lamp.OFF}


@pytest.mark.parametrize("lamp", [Lamp.SLOW, Lamp.FAST])
def test_a_lamp_blinks_until_it_is_told_otherwise(desk, factory, lamp):
    desk.buttons.light(1, lamp)
    assert factory.pin(27).state in (0, 1)
    assert desk.buttons.lamps[1] is lamp
    desk.buttons.light(1, Lamp.OFF)
    assert factory.pin(27).state == 0


def test_a_lamp_that_is_told_the_same_again_blinks_on_undisturbed(desk, monkeypatch):
    shone: list[Lamp] = []
    box = desk.buttons._boxes[1]
    monkeypatch.setattr(box, "shine", lambda: shone.append(box.shown))
    for lamp in (Lamp.SLOW, Lamp.SLOW, Lamp.OFF):
        desk.buttons.light(1, lamp)
    assert shone == [Lamp.SLOW, Lamp.OFF]


def test_a_counter_without_a_lamp_has_nothing_to_light(factory):
    desk = Desk(ButtonSettings(1, pin=17), factory=factory)
    desk.buttons.start()
    desk.buttons.light(1, Lamp.STEADY)
    desk.buttons.light(9, Lamp.STEADY)
    assert desk.buttons.lamps == {1: Lamp.STEADY}
    desk.buttons.stop()


def test_a_lamp_that_was_lit_before_the_start_shines_after_it(factory):
    desk = Desk(ONE, factory=factory)
    desk.buttons.light(1, Lamp.STEADY)
    desk.buttons.start()
    assert factory.pin(27).state == 1
    desk.buttons.stop()
    assert factory.pin(27).state == 0


# ---------------------------------------------------------------- simulated boxes


def test_every_counter_can_have_a_simulated_button():
    desk = Desk()
    for counter in range(1, 21):
        desk.buttons.attach(counter)
    desk.buttons.start()
    desk.buttons.attach(21)
    desk.buttons.attach(21)
    for counter in (3, 20, 21):
        desk.buttons.press(counter)
        desk.wait(60)
        desk.buttons.release(counter)
    assert desk.heard == [(n, kind) for n in (3, 20, 21) for kind in ("down", "up")]
    assert desk.buttons.state == DeviceState("simulated")
    desk.buttons.light(21, Lamp.STEADY)
    assert desk.buttons.lamps[21] is Lamp.STEADY
    desk.buttons.stop()


def test_nobody_else_shares_the_simulated_pins():
    desk = Desk(ONE)
    desk.buttons.start()
    assert Device.pin_factory is None
    desk.buttons.stop()


def test_a_counter_without_a_button_cannot_be_pressed(desk):
    with pytest.raises(UnknownButton, match="counter 7"):
        desk.buttons.press(7)


def test_a_real_button_cannot_be_pressed_by_a_program(factory):
    desk = Desk(ONE, factory=factory, simulate=False)
    desk.buttons.start()
    desk.buttons.attach(5)
    assert desk.buttons.lamps == {1: Lamp.OFF}
    with pytest.raises(ButtonsError, match="finger"):
        desk.buttons.press(1)
    assert desk.buttons.state == DeviceState("ready")
    desk.buttons.stop()


# ---------------------------------------------------------------- what can be missing


def test_without_pins_the_office_goes_on_and_says_so(monkeypatch, caplog):
    def no_pins() -> object:
        raise Exception("can not open gpiochip")

    monkeypatch.setattr(buttons, "real_pins", no_pins)
    desk = Desk(ONE, simulate=False)
    desk.buttons.start()
    desk.buttons.light(1, Lamp.FAST)
    assert desk.buttons.state == DeviceState("trouble", "no-gpio")
    assert "can not open gpiochip" in caplog.text
    desk.buttons.stop()


def test_off_a_raspberry_pi_there_are_no_pins():
    desk = Desk(ONE, simulate=False)
    desk.buttons.start()
    assert desk.buttons.state == DeviceState("trouble", "no-gpio")
    desk.buttons.stop()


def test_a_pin_that_cannot_be_used_leaves_the_other_counters_alone(factory):
    desk = Desk(ButtonSettings(1, pin=99), TWO, factory=factory)
    desk.buttons.start()
    assert desk.buttons.state == DeviceState("trouble", "bad-pin")
    factory.pin(22).drive_low()
    assert desk.heard == [(2, "down")]
    desk.buttons.stop()


def test_a_lamp_that_fails_keeps_nobody_from_being_called(desk, monkeypatch):
    class Broken:
        def __setattr__(self, name: str, value: object) -> None:
            raise OSError("gone")

        def close(self) -> None:
            pass

    desk.buttons._boxes[1].led = Broken()
    desk.buttons.light(1, Lamp.STEADY)
    assert desk.buttons.state == DeviceState("trouble", "bad-pin")


def test_without_buttons_there_is_nothing_to_start():
    desk = Desk(simulate=False)
    desk.buttons.start()
    assert desk.buttons.state == DeviceState("off")


def test_lgpio_leaves_its_traces_in_a_folder_of_its_own(monkeypatch):
    seen: list[str] = []

    class Lgpio(ModuleType):
        def __getattr__(self, name: str) -> object:
            seen.append(os.environ["LG_WD"])
            raise AttributeError(name)

    monkeypatch.delenv("LG_WD", raising=False)
    monkeypatch.setitem(sys.modules, "gpiozero.pins.lgpio", Lgpio("lgpio"))
    with pytest.raises(ImportError):
        pins.real_pins()
    assert seen
    assert Path(seen[0]).is_dir()
    assert Path(seen[0]) != Path.cwd()
