"""The record of an office, and who may write into it: what the server and the command line both begin with."""

from pathlib import Path

from server import desk, example, office_secrets, people, records, sessions, tracks
from server.door import Door
from server.hosts import Hosts
from server.kiosk_pin import KioskPin
from server.office.actors import SYSTEM
from server.reading import Reading
from server.settings import Settings
from server.staff import Staff
from server.store import Store
from server.tracks import Tracks
from server.writer import Clock, Writer


def data_file(settings: Settings) -> Path:
    """Where the record lies."""
    return Path(settings.server.data) / "office.db"


class Record:
    """The record of an office, and who may write into it: all that the command line needs.

    `tracks` are the codes of tickets on phones; None where no phone reaches the office.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.clock = clock
        store = Store(data_file(settings))
        self.writer = Writer(store, clock, desk.begin_day)
        if store.catalogue is None:
            decided = example.settings(settings.office.time_zone)
            self.writer.do(lambda tx: desk.found(tx, decided), SYSTEM)
        self.tracks = self._tracks() if settings.server.public_url else None
        self.reading = Reading(store.path, clock, self.track)
        self.door = Door(self.reading, records, sessions, clock, Hosts(settings.server.public_url))
        self.staff = Staff(self.door, self.writer, self.reading, records, people, sessions, desk)
        self.pin = KioskPin(self.writer, self.reading, office_secrets)

    def _tracks(self) -> Tracks:
        key = self.writer.do(lambda tx: office_secrets.kept_or_made(tx, tracks.PURPOSE, tracks.new_key), SYSTEM)
        return Tracks(key)

    def track(self, ticket: int) -> str | None:
        """Where a ticket is on a phone, or None."""
        return self.tracks.path(ticket) if self.tracks else None

    def close(self) -> None:
        """Let go of the data file."""
        self.reading.close()
        self.writer.close()
