"""SQLite's write-ahead log is brought into the data file when nobody waits, and not in the middle of a rush."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.rooms import Room


def tickets_in(path: Path, copy: Path) -> int:
    """How many tickets the data file holds by itself, without its write-ahead log."""
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy)) as db:
        try:
            count: int = db.execute("SELECT count(*) FROM ticket").fetchone()[0]
        except sqlite3.OperationalError:  # not even the tables
            return 0
        return count


def test_a_rush_leaves_the_data_file_alone_until_it_is_settled(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    room = Room(path)
    while not room.store.unsettled:
        last = room.issue()
    issued = room.ask(lambda tx: len(tx.unfinished()))
    assert tickets_in(path, tmp_path / "before.db") == 0
    room.store.settle()
    assert not room.store.unsettled
    assert tickets_in(path, tmp_path / "after.db") == issued
    assert room.ticket(last) == last
    room.writer.close()
