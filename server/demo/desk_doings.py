"""What simulated people do, done by the verbs of the desk, as a kiosk and the clerks of the counters."""

from collections.abc import Callable, Mapping
from typing import Any

from server import desk
from server.demo.doings import Refused
from server.demo.scenarios import Person
from server.office.actors import Actor, kiosk
from server.office.errors import OfficeError, TooSoon

#: Runs a verb over a transaction for somebody, as `server.writer.Writer.do` does.
Do = Callable[[Callable[[Any], Any], Actor], Any]

_KIOSK = kiosk(0)
#: Why clerks call somebody out of turn, and take a break.
_REASONS, _BREAKS = ("unwell", "appointment", "other"), ("break", "break", "prayer")


class DeskDoings:
    """The doings of a simulation (`server.demo.doings.Doings`). `clerks` are those of the counters, by number.

    `do` and `paper` (whether a printer is there) may be others later: while history is made nothing is printed.
    Each verb says what the clerk sees at the counter, so nobody is taken away from a person who works there.
    """

    def __init__(self, do: Do, clerks: Mapping[int, Actor], paper: bool = False) -> None:
        self.do, self.clerks, self.paper = do, clerks, paper
        self._breaks = 0

    def issue(self, person: Person) -> int:
        return int(self._act(_KIOSK, desk.issue, person.service, person.language, person.priority, paper=self.paper).id)

    def leave(self, who: int) -> None:
        self._act(_KIOSK, desk.cancel, who)

    def open(self, counter: int) -> None:
        self._at(counter, desk.open_counter)

    def call_next(self, counter: int) -> int | None:
        called = self._at(counter, desk.call_next, None)
        return None if called is None else int(called.id)

    def call(self, counter: int, who: int) -> None:
        self._at(counter, desk.call, who, _REASONS[who % len(_REASONS)], None)

    def recall(self, counter: int, who: int) -> None:
        self._at(counter, desk.recall, who)

    def put_back(self, counter: int, who: int) -> None:
        self._at(counter, desk.put_back, who)

    def start(self, counter: int, who: int) -> None:
        self._at(counter, desk.start, who)

    def finish(self, counter: int, who: int) -> None:
        self._at(counter, desk.finish, who)

    def go_on(self, counter: int, who: int, service: str) -> None:
        self._at(counter, desk.continue_service, service, who)

    def send_on(self, counter: int, who: int, service: str) -> None:
        self._at(counter, desk.transfer, who, service=service)

    def no_show(self, counter: int, who: int) -> bool:
        try:
            self.do(lambda tx: desk.no_show(tx, counter, who), self.clerks[counter])
        except TooSoon:
            return False
        except OfficeError as error:
            raise Refused from error
        return True

    def pause(self, counter: int) -> None:
        self._breaks += 1
        self._at(counter, desk.pause, None, reason=_BREAKS[self._breaks % len(_BREAKS)])

    def close(self, counter: int) -> None:
        self._at(counter, desk.close, None)

    def _at(self, counter: int, verb: Callable[..., Any], *words: Any, **named: Any) -> Any:
        return self._act(self.clerks[counter], verb, counter, *words, **named)

    def _act(self, actor: Actor, verb: Callable[..., Any], *words: Any, **named: Any) -> Any:
        try:
            return self.do(lambda tx: verb(tx, *words, **named), actor)
        except OfficeError as error:
            raise Refused from error
