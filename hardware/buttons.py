"""The buttons on the counters and the lamps in them: GPIO pins, or simulated ones."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from hardware.box import Ailment, Box, ButtonPress, Lamp
from hardware.contact import Contact, Kind
from hardware.errors import ButtonsError, UnknownButton
from hardware.pins import mock_pins, real_pins
from hardware.settings import ButtonSettings
from hardware.state import DeviceState
from hardware.worker import Worker

__all__ = ["Ailment", "ButtonPress", "Buttons", "Lamp"]

log = logging.getLogger(__name__)

#: What may wait of one button's doings; further presses are dropped, so that it cannot harm the others.
MOST_WAITING = 8
#: The pins of a simulated box that the settings do not name.
SIMULATED_PIN, SIMULATED_LAMP = 17, 27


#: Of what ails the buttons, what is said first.
_FIRST = ("bad-pin", "stuck", "chattering")


class Buttons:
    """All buttons of the office.

    Nothing is touched before `start()`. `simulate` chooses mock pins; `pin_factory` is a gpiozero factory to use in
    place of the board's own. Handlers are called one at a time, on the thread of `worker`.
    """

    def __init__(
        self,
        settings: Iterable[ButtonSettings],
        *,
        simulate: bool = False,
        pin_factory: Any = None,
        worker: Worker | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.simulated = simulate
        self._boxes = {each.counter: Box(each) for each in settings}
        self._pin_factory = pin_factory
        self._monotonic = monotonic
        self._worker = worker or Worker("buttons", limit=1024)
        self._handlers: list[Callable[[ButtonPress], None]] = []
        # Held for a few lines only, never while a handler or a pin's library runs.
        self._lock = threading.Lock()
        # Its own: a lamp that stops blinking waits for a thread of gpiozero's, and no press shall.
        self._lamp_lock = threading.Lock()
        self._started = False
        self._trouble = ""

    @property
    def state(self) -> DeviceState:
        """`no-gpio`: no pins here; else what ails one of them (`troubles`)."""
        if not self._boxes:
            return DeviceState("off")
        ails = [self._trouble] if self._trouble else sorted(self.troubles.values(), key=_FIRST.index)
        if ails:
            return DeviceState("trouble", ails[0])
        return DeviceState("simulated" if self.simulated else "ready")

    @property
    def troubles(self) -> dict[int, Ailment]:
        """What ails the button of a counter, by the counter's number.

        `bad-pin`: its pins cannot be used; `stuck`: it is always down; `chattering`: it gives presses that nobody made.
        """
        found = {counter: box.trouble(self._now_ms()) for counter, box in sorted(self._boxes.items())}
        return {counter: ails for counter, ails in found.items() if ails}

    @property
    def lamps(self) -> dict[int, Lamp]:
        """What each counter's lamp shows, by the counter's number. It blinks fast while its button chatters."""
        return {counter: box.shown for counter, box in sorted(self._boxes.items())}

    def attach(self, counter: int) -> None:
        """Give a counter a simulated button, if the buttons are simulated and it has none."""
        if self.simulated and counter not in self._boxes:
            box = self._boxes[counter] = Box(ButtonSettings(counter))
            if self._started:
                self._wire(box, mock_pins())

    def on_press(self, handler: Callable[[ButtonPress], None]) -> None:
        """Have `handler` called, once, for everything that a button does from now on."""
        if handler not in self._handlers:
            self._handlers.append(handler)

    def light(self, counter: int, lamp: Lamp) -> None:
        """Make a counter's lamp show `lamp`; nothing happens where there is none, or where it does so already."""
        box = self._boxes.get(counter)
        if box is None:
            return
        with self._lamp_lock:
            box.lamp = lamp
            box.show()

    def press(self, counter: int) -> None:
        """Push a simulated button down. Raises UnknownButton, or ButtonsError when it is not simulated."""
        self._pin(counter).drive_low()

    def release(self, counter: int) -> None:
        """Let a simulated button go. Raises as `press` does."""
        self._pin(counter).drive_high()

    def start(self) -> None:
        """Take the pins. Without them the office goes on, and `state` says what is the matter."""
        if self._started or not (self._boxes or self.simulated):
            return
        self._started = True
        self._worker.start()
        try:
            shared = self._pin_factory or (mock_pins() if self.simulated else real_pins())
        except Exception as error:
            # Whatever it is called: there are no pins here.
            log.warning("the buttons have no GPIO pins: %s", error)
            self._trouble = ButtonsError.problem
            return
        for box in list(self._boxes.values()):
            # Boxes without pins of their own have a simulated board each: one has no pins for twenty counters.
            self._wire(box, mock_pins() if self.simulated and box.settings.pin is None else shared)

    def stop(self) -> None:
        """Let go of the pins; the lamps go out."""
        self._worker.stop()
        for box in self._boxes.values():
            for device in (box.button, box.led):
                if device is not None:
                    device.close()
            box.button = box.led = None
        self._started = False

    def _wire(self, box: Box, factory: Any) -> None:
        """Connect one box to its pins. When that fails only this box is dark and dumb."""
        from gpiozero import LED, DigitalInputDevice

        named = box.settings.pin is not None or not self.simulated
        pin, lamp = (box.settings.pin, box.settings.lamp) if named else (SIMULATED_PIN, SIMULATED_LAMP)
        try:
            # Not gpiozero's Button, whose only difference is a thread for each that looks ten times a second
            # whether it is held: `Contact` knows that, without a clock.
            box.button = DigitalInputDevice(pin, pull_up=True, pin_factory=factory)
            box.led = None if lamp is None else LED(lamp, pin_factory=factory)
        except Exception as error:
            log.warning("the button of counter %s cannot use its pins: %s", box.settings.counter, error)
            box.broken = True
            return
        box.contact = Contact(down=box.button.is_active)
        box.waiting, box.wake_ms, box.broken = 0, None, False
        box.button.when_activated = partial(self._edge, box, True)
        box.button.when_deactivated = partial(self._edge, box, False)
        with self._lamp_lock:
            box.shown = Lamp.OFF  # as a lamp is that was taken just now
            box.show()

    def _edge(self, box: Box, down: bool) -> None:
        """A pin changed. Runs on the thread of the pins' library, which must not wait: it only queues."""
        with self._lock:
            now_ms, chattered = self._now_ms(), box.contact.chatters
            self._queue(box, box.contact.edge(down, now_ms), now_ms)
            self._heed(box, chattered)

    def _wake(self, box: Box) -> None:
        """Time went by."""
        with self._lock:
            now_ms, chattered = self._now_ms(), box.contact.chatters
            box.wake_ms = None
            self._queue(box, box.contact.wake(now_ms), now_ms)
            self._heed(box, chattered)

    def _heed(self, box: Box, chattered: bool) -> None:
        """Have the lamp say it, and the log, when the contact begins or ceases to chatter."""
        if box.contact.chatters is not chattered:
            self._worker.put(partial(self._show_chatter, box))

    def _show_chatter(self, box: Box) -> None:
        if box.contact.chatters:
            log.warning("the button of counter %s gives presses that nobody made", box.settings.counter)
        with self._lamp_lock:
            box.show()

    def _queue(self, box: Box, kinds: list[Kind], now_ms: int) -> None:
        """Have `kinds` handed over, and the contact woken when it next has something to say."""
        for kind in kinds:
            if kind == "down":
                box.dropping = box.waiting >= MOST_WAITING
            if not box.dropping:
                box.waiting += 1
                self._worker.put(partial(self._hand_over, box, ButtonPress(box.settings.counter, kind, now_ms)))
        due_ms = box.contact.due_ms
        if due_ms is not None and (box.wake_ms is None or due_ms < box.wake_ms):
            wait_s = max(0, due_ms - now_ms) / 1000
            box.wake_ms = due_ms if self._worker.put(partial(self._wake, box), after_s=wait_s) else None

    def _hand_over(self, box: Box, press: ButtonPress) -> None:
        with self._lock:
            box.waiting -= 1
        for handler in self._handlers:
            handler(press)

    def _pin(self, counter: int) -> Any:
        if not self.simulated:
            raise ButtonsError("the buttons are real: only a finger can press them")
        box = self._boxes.get(counter)
        if box is None or box.button is None:
            raise UnknownButton(f"counter {counter} has no simulated button")
        return box.button.pin

    def _now_ms(self) -> int:
        return int(self._monotonic() * 1000)
