"""The buttons and lamps: what a press means becomes a verb, what the office does shows in the lamp."""

import logging
import threading
from collections.abc import Callable, Container
from functools import partial
from types import ModuleType
from typing import Any, Protocol

from counter.lamps import lamp
from counter.presses import Presses
from hardware.buttons import ButtonPress, Buttons, Lamp
from hardware.errors import HardwareError
from hardware.worker import Worker
from server.office.actors import Actor, button
from server.office.errors import OfficeError

_REFUSED_S = 1.2
_MOST_WAITING = 8

_log = logging.getLogger("dawr.panel")


class Reading(Protocol):
    """What the panel reads (`server.reading`)."""

    def glance(self, number: int) -> dict[str, Any]: ...
    def glances(self) -> dict[int, dict[str, Any]]: ...


class Writer(Protocol):
    """Where a press goes (`server.writer`)."""

    def do(self, command: Callable[[Any], Any], actor: Actor) -> Any: ...


class Panel:
    """All call buttons. Each counter's presses are done in order and wait for no other counter.

    `desk` is the module of the verbs, handed in; `button_only` are the counters that their first press opens;
    `new_worker` makes what does the presses of one of them.
    """

    def __init__(
        self,
        buttons: Buttons,
        reading: Reading,
        writer: Writer,
        desk: ModuleType,
        button_only: Container[int] = (),
        new_worker: Callable[..., Worker] = Worker,
    ) -> None:
        self._buttons, self._reading, self._writer = buttons, reading, writer
        self._button_only, self._new_worker = button_only, new_worker
        self._verbs: dict[str, Callable[..., Any]] = {
            "open": desk.open_counter,
            "call-next": desk.call_next,
            "start": desk.start,
            "recall": desk.recall,
            "no-show": desk.no_show,
        }
        self._hands: dict[int, _Hand] = {}
        self._lock = threading.Lock()
        #: A lamp is lit by who refuses a press and by who tells how its counter is: one at a time.
        self._lighting = threading.Lock()
        #: What each lamp tells of was read when so much had happened: nothing older is shown after it.
        self._as_of: dict[int, int] = {}
        self._stopped = False

    def start(self) -> None:
        """Listen to the buttons. The lamps are lit by `refresh`."""
        self._stopped = False
        self._buttons.on_press(self.pressed)

    def stop(self) -> None:
        """Do nothing more, whatever is pressed."""
        with self._lock:
            self._stopped = True
            hands, self._hands = list(self._hands.values()), {}
        for hand in hands:
            hand.worker.stop(timeout_s=0.5)

    def refresh(self) -> None:
        """Let all lamps show how their counters are, but for one that shows a refusal just now."""
        if not self._buttons.lamps:
            return
        try:
            found = self._reading.glances()
        except OfficeError as error:
            _log.info("how the counters are cannot be read: their lamps are off: %s", error)
            found = {}
        for number in self._buttons.lamps:
            if not self._stopped:
                self._show(number, found.get(number))

    def pressed(self, press: ButtonPress) -> None:
        """On the driver's thread: only queue it."""
        hand = self._hand(press.counter)
        if hand is not None:
            hand.worker.put(lambda: self._act(hand, press))

    def _hand(self, number: int) -> "_Hand | None":
        with self._lock:
            if self._stopped:
                return None
            if number not in self._hands:
                self._hands[number] = _Hand(number, self._new_worker(f"button-{number}", limit=_MOST_WAITING))
            return self._hands[number]

    def _act(self, hand: "_Hand", press: ButtonPress) -> None:
        try:
            view = self._reading.glance(press.counter)
            view["button_only"] = press.counter in self._button_only
            verbs = hand.presses.press(view, press.kind, press.at_mono_ms)
            expect = view["ticket"]["id"] if view["ticket"] else None
            for verb in verbs:
                command = partial(_command, self._verbs[verb], press.counter, expect)
                self._writer.do(command, button(press.counter))
        except OfficeError as refusal:
            _log.info("the button of counter %d was refused: %s", press.counter, refusal)
            self._refuse(hand)
        else:
            # At once: who pressed looks at the lamp, and `refresh` comes a while after what happened.
            if verbs:
                self._light(hand.number)

    def _refuse(self, hand: "_Hand") -> None:
        with self._lighting:
            hand.refusing += 1
            self._shine(hand.number, Lamp.FAST)
        if not hand.worker.put(lambda: self._refused(hand), after_s=_REFUSED_S):
            self._refused(hand)

    def _refused(self, hand: "_Hand") -> None:
        with self._lighting:
            hand.refusing -= 1
        self._light(hand.number)

    def _light(self, number: int) -> None:
        """Show how a counter is now."""
        try:
            found = self._reading.glance(number)
        except OfficeError as error:
            _log.info("how counter %d is cannot be read: its lamp is off: %s", number, error)
            self._show(number, None)  # a refusal is over all the same
        else:
            self._show(number, found)

    def _show(self, number: int, found: dict[str, Any] | None) -> None:
        """Show a counter as it was found (None: nobody knows), but where the lamp tells of a refusal just now."""
        shown = Lamp(lamp(found)) if found else Lamp.OFF
        with self._lighting:
            if found and found["sequence"] < self._as_of.get(number, 0):
                return
            if found:
                self._as_of[number] = found["sequence"]
            hand = self._hands.get(number)
            if hand is None or not hand.refusing:
                self._shine(number, shown)

    def _shine(self, number: int, shown: Lamp) -> None:
        try:
            self._buttons.light(number, shown)
        except HardwareError as error:
            _log.info("the lamp of counter %d stays as it is: %s", number, error)


class _Hand:
    """One counter's button: its presses in order."""

    def __init__(self, number: int, worker: Worker) -> None:
        self.number, self.worker = number, worker
        self.presses = Presses()
        self.refusing = 0
        self.worker.start()


def _command(verb: Callable[..., Any], counter: int, expect: int | None, tx: Any) -> Any:
    return verb(tx, counter, expect)
