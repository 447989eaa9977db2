"""`python -m server demo`: a throwaway office full of simulated people, for whoever wants to see what it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from server.app import Office
    from server.demo.demonstration import Demonstration

_HOST = "127.0.0.1"
#: What to look at, and where: path, and a sentence. {first} and {last} are the days of the past.
_SIGHTS = (
    ("/manager", "the room now: who waits, what each counter does, what is broken"),
    ("/manager/statistics?from={first}&to={last}", "the past: which hour of which weekday is the worst?"),
    ("/counter/1", "a counter, with the next person one key away"),
    ("/kiosk", "take a ticket yourself, in three languages: a clerk will call you"),
    ("/display", "the wall that shows and says the numbers"),
    ("/hardware", "the papers that come out, and the buttons"),
)


@click.command()
@click.option("--speed", type=click.FloatRange(0.1, 120), default=10, show_default=True, help="times as fast as life")
@click.option("--history", type=click.IntRange(0, 3650), default=30, show_default=True, help="days that lie behind it")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="the port to listen on")
@click.option("--seed", type=int, default=1, show_default=True, help="another number: other people")
def demo(speed: float, history: int, port: int, seed: int) -> None:
    """Show a throwaway office full of simulated people, on this machine alone."""
    import secrets

    from server import run
    from server.clock import Clock, FastClock
    from server.demo.demonstration import Demonstration
    from server.settings import load

    run.must_be_free(_HOST, port)
    password = secrets.token_hex(4)
    with _throwaway() as folder:
        settings = load(None, {"server.data": str(folder), "server.host": _HOST, "server.port": port}, simulate=True)
        made = Demonstration(settings, password, date.fromtimestamp(Clock().now().at / 1000), history, seed)
        _make(made)
        clock = FastClock(made.begin_today(), speed)

        def live(office: "Office") -> None:
            from hardware.worker import Worker

            people = Worker("people")
            made.live(office.writer.do, clock, speed, people).begin()
            people.start()
            _tell(made, f"http://{_HOST}:{port}", password, speed, folder)

        run.run(settings, clock, live)


def _make(made: "Demonstration") -> None:
    if not made.past:
        return
    label = f"The past since {made.past[0]}"
    with click.progressbar(made.history(), length=len(made.past), label=label) as days:
        for _ in days:
            pass


def _tell(made: "Demonstration", url: str, password: str, speed: float, folder: Path) -> None:
    """Tell a newcomer what this is, and what to look at."""
    times = f"{speed:g} times as fast as life"
    first = made.past[0] if made.past else made.today
    click.echo(f"\nIts people are simulated. It is {made.today} there, half past eight, and time goes {times}.")
    click.echo(f"Sign in as manager or as clerk, with the password {password}, and look at\n")
    for path, words in _SIGHTS:
        click.echo(f"  {url}{path.format(first=first, last=made.past[-1] if made.past else made.today)}")
        click.echo(f"      {words}")
    click.echo("\nTo serve people yourself, close a counter as manager and open it as clerk: its own clerk lets you.")
    click.echo(f"Its record can be checked: python -m server check --data {folder}")
    click.echo("Ctrl+C ends it, and nothing of it stays.\n")


@contextmanager
def _throwaway() -> Iterator[Path]:
    """A data folder that goes with the process that made it; not with a fork, which comes by here as well."""
    import shutil
    import signal
    import sys
    import tempfile

    # A stop while the past is made is an orderly end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    folder, owner = Path(tempfile.mkdtemp(prefix="dawr-demo-")), os.getpid()
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
