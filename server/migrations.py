"""The tables, and how an older data file becomes a newer one: each migration is run once, in its order."""

from sqlite_utils import Database, Migrations

migrations = Migrations("dawr")


@migrations()
def the_event_log_and_what_follows_from_it(db: Database) -> None:
    """The log, its projections, and what is kept beside them."""
    for statement in _FIRST.split(";\n\n"):
        db.execute(statement)


@migrations()
def secrets_paired_devices_and_quotas(db: Database) -> None:
    """What only this office knows, by its purpose; the machines whose screens a manager let in; and tickets given."""
    db.execute("CREATE TABLE secret (purpose TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")
    db.execute(
        "CREATE TABLE device (token INTEGER PRIMARY KEY REFERENCES token (id), paired_at INTEGER NOT NULL,"
        " seen_at INTEGER) STRICT"
    )
    db.execute("CREATE INDEX leg_given ON leg (day, service) WHERE serial = 1 AND void = 0")


@migrations()
def what_was_done_at_a_counter_and_who_may_sign_in(db: Database) -> None:
    """What is counted of a service; how a sign-in stands; how to find a clerk's day, and what happened in the line.

    Legs and sessions of before have none of it.
    """
    for statement in _THIRD.split(";\n\n"):
        db.execute(statement)


@migrations()
def the_books_of_business_days(db: Database) -> None:
    """What the statistics are counted from: one book of each day that has ended (`server.office.day_book`)."""
    db.execute("CREATE TABLE day_book (day INTEGER PRIMARY KEY, legs INTEGER NOT NULL, book BLOB NOT NULL) STRICT")


_THIRD = """
ALTER TABLE leg ADD COLUMN sub_services TEXT;

ALTER TABLE staff ADD COLUMN active INTEGER NOT NULL DEFAULT 1;

ALTER TABLE staff ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;

ALTER TABLE staff ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;

ALTER TABLE staff ADD COLUMN locked_at INTEGER;

ALTER TABLE session ADD COLUMN day INTEGER NOT NULL DEFAULT 0;

CREATE INDEX leg_clerk ON leg (day, clerk) WHERE clerk IS NOT NULL;

CREATE INDEX ticket_kinds ON ticket (service, bound, step_free, put_backs, place) WHERE state = 'waiting';

CREATE INDEX event_line ON event (day, seq)
    WHERE kind IN ('TicketIssued', 'TicketCalled', 'TicketPutBack', 'TicketReturned', 'TicketTransferred',
    'TicketCancelled', 'ClassChanged', 'ActionUndone', 'ServiceFinished', 'TicketHeld',
    'TicketResumed', 'ServiceContinued');

CREATE INDEX event_day_confirmed ON event (seq) WHERE kind = 'DayConfirmed';

CREATE INDEX event_staff ON event (seq) WHERE kind IN ('StaffSignedIn', 'StaffSignedOut', 'StaffRefused')
"""

_FIRST = """
CREATE TABLE event (
    seq INTEGER PRIMARY KEY, action INTEGER NOT NULL, at INTEGER NOT NULL, boot TEXT NOT NULL, mono INTEGER NOT NULL,
    trusted INTEGER NOT NULL, day INTEGER NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL, ticket INTEGER, leg
    INTEGER,
    counter INTEGER, data TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

CREATE INDEX event_ticket ON event (ticket, seq) WHERE ticket IS NOT NULL;

CREATE INDEX event_counter ON event (counter, seq) WHERE counter IS NOT NULL;

CREATE INDEX event_counter_state ON event (counter, day, seq)
    WHERE ticket IS NULL AND counter IS NOT NULL;

CREATE INDEX event_calls ON event (seq)
    WHERE kind IN ('TicketCalled', 'TicketRecalled', 'TicketPutBack', 'ActionUndone');

CREATE INDEX event_clock ON event (seq) WHERE kind = 'ClockSet';

CREATE INDEX event_setting ON event (seq) WHERE kind = 'SettingChanged';

CREATE TABLE day (
    number INTEGER PRIMARY KEY, date TEXT NOT NULL, date_trusted INTEGER NOT NULL,
    began_at INTEGER NOT NULL, began_boot TEXT NOT NULL, began_mono INTEGER NOT NULL, began_trusted INTEGER NOT NULL,
    active_at INTEGER NOT NULL, active_boot TEXT NOT NULL, active_mono INTEGER NOT NULL, active_trusted INTEGER
    NOT NULL,
    last_place INTEGER NOT NULL
) STRICT;

CREATE TABLE last_number (
    day INTEGER NOT NULL, sequence TEXT NOT NULL, serial INTEGER NOT NULL, PRIMARY KEY (day, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
    id INTEGER PRIMARY KEY, day INTEGER NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, service TEXT NOT NULL,
    bound INTEGER, key INTEGER NOT NULL, place INTEGER NOT NULL, step_free INTEGER NOT NULL, put_backs TEXT NOT NULL,
    priority TEXT, language TEXT NOT NULL, counter INTEGER, receipt TEXT NOT NULL, void INTEGER NOT NULL,
    issued_at INTEGER NOT NULL, issued_boot TEXT NOT NULL, issued_mono INTEGER NOT NULL,
    issued_trusted INTEGER NOT NULL,
    UNIQUE (day, number)
) STRICT;

CREATE UNIQUE INDEX ticket_one_open_at_a_counter ON ticket (counter) WHERE state IN ('called', 'serving');

CREATE INDEX ticket_line ON ticket (key, id) WHERE state = 'waiting';

CREATE INDEX ticket_waiting ON ticket (service, bound, key, id, state) WHERE state = 'waiting';

CREATE INDEX ticket_aside ON ticket (day, state) WHERE state IN ('held', 'missed');

CREATE INDEX ticket_unprinted ON ticket (id) WHERE receipt = 'printing';

CREATE TABLE leg (
    ticket INTEGER NOT NULL, serial INTEGER NOT NULL, day INTEGER NOT NULL, service TEXT NOT NULL, priority TEXT,
    begun_at INTEGER NOT NULL, begun_boot TEXT NOT NULL, begun_mono INTEGER NOT NULL, begun_trusted INTEGER NOT NULL,
    counter INTEGER, clerk INTEGER, called INTEGER NOT NULL, continued INTEGER NOT NULL, started INTEGER NOT NULL,
    wait_ms INTEGER, left_ms INTEGER, walk_ms INTEGER, service_ms INTEGER, held_ms INTEGER,
    end TEXT, outcome TEXT, out_of_turn TEXT, void INTEGER NOT NULL,
    PRIMARY KEY (ticket, serial)
) STRICT, WITHOUT ROWID;

CREATE INDEX leg_day ON leg (day);

CREATE TABLE counter_now (
    counter INTEGER PRIMARY KEY, state TEXT NOT NULL, clerk INTEGER, since_at INTEGER, reason TEXT
) STRICT;

CREATE UNIQUE INDEX counter_one_for_a_clerk ON counter_now (clerk) WHERE clerk IS NOT NULL;

CREATE TABLE span (
    seq INTEGER PRIMARY KEY, counter INTEGER NOT NULL, day INTEGER NOT NULL, state TEXT NOT NULL, clerk INTEGER,
    began_at INTEGER NOT NULL, ended_at INTEGER, lasted_ms INTEGER
) STRICT;

CREATE INDEX span_day ON span (day, counter);

CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE reply (
    scope TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX reply_age ON reply (at);

CREATE TABLE staff (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, role TEXT NOT NULL, password TEXT
    NOT NULL
) STRICT;

CREATE TABLE session (
    digest TEXT PRIMARY KEY, staff INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    began_at INTEGER NOT NULL, began_boot TEXT NOT NULL, began_mono INTEGER NOT NULL, began_trusted INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, digest TEXT NOT NULL UNIQUE,
    added_at INTEGER NOT NULL, revoked_at INTEGER
) STRICT;

CREATE TABLE link (digest TEXT PRIMARY KEY, purpose TEXT NOT NULL, made_at INTEGER NOT NULL) STRICT, WITHOUT ROWID
"""
