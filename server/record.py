"""The record of an office, and who may write into it: what the server and the command line both begin with."""

from pathlib import Path

from server import desk, example, records
from server.access import Access
from server.hosts import Hosts
from server.office.actors import SYSTEM
from server.reading import Reading
from server.settings import Settings
from server.staff import Staff
from server.store import Store
from server.writer import Clock, Writer


def data_file(settings: Settings) -> Path:
    """Where the record lies."""
    return Path(settings.server.data) / "office.db"


class Record:
    """The record of an office, and who may write into it: all that the command line needs."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.clock = clock
        store = Store(data_file(settings))
        self.writer = Writer(store, clock, desk.begin_day)
        if store.catalogue is None:
            decided = example.settings(settings.office.time_zone)
            self.writer.do(lambda tx: desk.found(tx, decided), SYSTEM)
        self.reading = Reading(store.path, clock)
        self.access = Access(self.reading, records, clock, Hosts(settings.server.public_url))
        self.staff = Staff(self.access, self.writer, self.reading, records, desk)

    def close(self) -> None:
        """Let go of the data file."""
        self.reading.close()
        self.writer.close()
