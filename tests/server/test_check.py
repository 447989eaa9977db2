"""The record cannot be rewritten without being found out."""

import json
import sqlite3
from hashlib import sha256

import pytest
from sqlite_utils import Database

from server import check, desk, event_log, migrations, schema
from server.clock import FixedClock
from tests.rooms import MORNING, Room


@pytest.fixture
def path(tmp_path):
    """A data file with a small day in it."""
    path = tmp_path / "dawr.db"
    room = Room(path, FixedClock(at=MORNING))
    room.open(1, 2)
    for priority in (None, "age", None):
        room.issue(priority=priority)
        room.minutes(3)
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.do(desk.call_next, 2)
    room.do(desk.put_back, 2)
    room.do(desk.undo, 2)
    room.do(desk.call_next, 1)
    room.writer.close()
    return path


def forge(path, *statements):
    """Write past the triggers, as somebody with the file in their hands could."""
    with sqlite3.connect(path) as db:
        for name in ("event_is_never_changed", "event_is_never_deleted"):
            db.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            db.execute(statement)


def test_an_untouched_record_is_whole(path):
    count, finding = check.check(path)
    assert count > 10 and finding is None


def test_a_changed_event_is_found(path):
    forge(path, "UPDATE event SET data = replace(data, 'A002', 'A001') WHERE seq = 12")
    assert check.check(path)[1].seq == 12


def test_a_missing_event_is_found(path):
    forge(path, "DELETE FROM event WHERE seq = 11")
    assert check.check(path)[1].seq == 11


def test_an_event_put_in_at_the_end_with_a_wrong_hash_is_found(path):
    copied = event_log.COLUMNS.removeprefix("seq, ")
    forge(path, f"INSERT INTO event SELECT seq + 1, {copied} FROM event ORDER BY seq DESC LIMIT 1")
    count, finding = check.check(path)
    assert finding.seq == count


@pytest.mark.parametrize("table", ["ticket", "leg", "day", "last_number", "counter_now", "span"])
def test_a_table_that_contradicts_the_log_is_found(path, table):
    columns = {"ticket": "key", "leg": "begun_at", "day": "last_place", "last_number": "serial"}
    forge(path, f"UPDATE {table} SET {columns.get(table, 'state')} = 7 + {columns.get(table, 'length(state)')}")
    finding = check.check(path)[1]
    assert finding.seq is None and f"table {table} " in finding.what


def test_events_are_neither_changed_nor_deleted_by_the_office_itself(path):
    with sqlite3.connect(path) as db:
        for statement in ("UPDATE event SET at = 0", "DELETE FROM event"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                db.execute(statement)


def test_the_chain_is_computed_as_the_domain_says(path):
    """Once more, from the text of the definition and nothing else."""
    with sqlite3.connect(path) as db:
        db.row_factory = sqlite3.Row
        previous = "0" * 64
        for row in db.execute("SELECT * FROM event ORDER BY seq"):
            columns = {key: row[key] for key in row.keys() if key != "hash" and row[key] is not None}  # noqa: SIM118
            canon = json.dumps(columns, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            previous = sha256((previous + canon).encode("utf-8")).hexdigest()
            assert row["hash"] == previous


def test_a_paper_is_looked_up_by_its_number_and_fingerprint(path):
    with sqlite3.connect(path) as db:
        number, fingerprint = db.execute(
            "SELECT number, substr(hash, 1, 10) FROM event JOIN ticket ON ticket.id = event.seq WHERE number = 'A002'"
        ).fetchone()
    assert [seen.fits for seen in check.seen(path, number, fingerprint)] == [True]
    assert [seen.fits for seen in check.seen(path, number, "0123456789")] == [False]
    assert check.seen(path, "A999", fingerprint) == []


def test_a_newer_an_older_and_a_foreign_file_are_refused_with_a_sentence(tmp_path):
    sentences = {
        "PRAGMA user_version=99": "newer version",
        "PRAGMA user_version=0": "migrate",
        "PRAGMA application_id=5": "another folder",
    }
    for n, (statement, words) in enumerate(sentences.items()):
        path = tmp_path / f"{n}.db"
        Room(path).writer.close()
        with sqlite3.connect(path) as db:
            db.execute(statement)
        with pytest.raises(schema.SchemaError, match=words):
            Room(path)


def test_a_start_that_is_killed_while_it_makes_the_tables_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "office.db"
    db = schema.connect(path)
    with monkeypatch.context() as power:
        power.setattr(schema, "APPLICATION_ID", "the power fails here")
        with pytest.raises(sqlite3.OperationalError):
            schema.prepare(db)
    assert db.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    db.close()
    Room(path).writer.close()


def test_the_version_counts_the_migrations():
    assert len(migrations.migrations.pending(Database(memory=True))) == schema.VERSION


#: What each migration has brought, by the version that it led to.
BROUGHT = {
    2: ("secrets_paired_devices_and_quotas", "DROP TABLE secret; DROP TABLE device; DROP INDEX leg_given;"),
    3: (
        "what_was_done_at_a_counter_and_who_may_sign_in",
        "DROP INDEX leg_clerk; DROP INDEX event_line; DROP INDEX event_staff; DROP INDEX event_day_confirmed;"
        "DROP INDEX ticket_kinds;"
        "ALTER TABLE leg DROP COLUMN sub_services;"
        "ALTER TABLE staff DROP COLUMN active; ALTER TABLE staff DROP COLUMN must_change;"
        "ALTER TABLE staff DROP COLUMN failed; ALTER TABLE staff DROP COLUMN locked_at;"
        "ALTER TABLE session DROP COLUMN day;",
    ),
    4: ("the_books_of_business_days", "DROP TABLE day_book;"),
}


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_the_data_of_an_earlier_version_are_refused_until_they_are_migrated_and_then_kept_whole(path, version):
    with sqlite3.connect(path) as db:
        for name, undoing in (BROUGHT[each] for each in range(schema.VERSION, version, -1)):
            db.executescript(undoing)
            db.execute("DELETE FROM _sqlite_migrations WHERE name = ?", (name,))
        db.execute(f"PRAGMA user_version={version}")
        before = db.execute("SELECT * FROM event").fetchall()
    db.close()
    db = schema.connect(path)
    words = rf"schema {version}, and this version of Dawr needs {schema.VERSION}: .* migrate"
    with pytest.raises(schema.SchemaError, match=words):
        schema.prepare(db)
    schema.migrate(db)
    schema.prepare(db)
    assert db.execute("SELECT * FROM event").fetchall() == before
    assert db.execute("SELECT (SELECT count(*) FROM secret), (SELECT count(*) FROM device)").fetchone() == (0, 0)
    db.close()
    assert check.check(path)[1] is None


def test_migrating_twice_changes_nothing(path):
    db = schema.connect(path)
    schema.migrate(db)
    schema.prepare(db)
    db.close()
    assert check.check(path)[1] is None
