"""Any sequence of verbs, at any time of any clock: lawful, or nothing has changed."""

import sqlite3
from contextlib import closing
from datetime import date

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from server import check, desk, projections, schema
from server.figures import day_books
from server.figures.answering import Answering
from server.office.actors import PHONE, SYSTEM, Actor, Role, button
from server.office.errors import OfficeError
from server.office.line import may_call
from server.office.questions import Question
from server.office.results import NO_RESULT, Result
from tests.rooms import KIOSK, MANAGER, Room, clerk
from tests.server.figures.reckoning import Reckoning, near

COUNTERS = st.integers(1, 4)
SERVICES = st.sampled_from(["commercial-licence", "complaints", "information"])
CHIEF = Actor("staff:4", Role.MANAGER, 4)
ACTORS = st.sampled_from([MANAGER, clerk(1), clerk(2), clerk(3), CHIEF, button(1)])
RESULTS = st.sampled_from(
    [NO_RESULT, NO_RESULT, Result("done"), Result("incomplete", {"copies": 2}), Result(None, {"drawings": 1})]
)
ITS_HOLDER_TOO = st.sampled_from([MANAGER, clerk(1), clerk(2), clerk(3), PHONE])
AT_COUNTER = [desk.recall, desk.start, desk.hold, desk.put_back, desk.no_show, desk.pause, desk.close]
ITS_DAYS = Question(date(2020, 1, 1), date(2030, 12, 31), by=("day",))
ORDERS = {"ticket": "id", "leg": "ticket, serial", "counter_now": "counter", "span": "seq"}


class Office(RuleBasedStateMachine):
    tickets = Bundle("tickets")

    def __init__(self):
        super().__init__()
        self.room = Room()
        self.numbers = set()
        self.before_action = {}
        self.interrupted = set()

    def dump(self):
        db = self.room.store.db
        return {table: db.execute(f"SELECT * FROM {table} ORDER BY {o}").fetchall() for table, o in ORDERS.items()}

    def attempt(self, verb, *args, by=MANAGER, **kwargs):
        before, seq = self.dump(), self.room.store.seq
        try:
            result = self.room.do(verb, *args, by=by, **kwargs)
        except OfficeError:
            kinds = {kind for (kind,) in self.room.store.db.execute("SELECT kind FROM event WHERE seq > ?", (seq,))}
            assert not kinds or kinds & {"DayTurned", "DayDated"}, "a refusal records nothing but a day that is due"
            if not kinds:
                assert self.dump() == before
            return None
        if self.room.store.seq > seq:
            action = self.room.store.db.execute("SELECT max(action) FROM event").fetchone()[0]
            self.before_action[action] = before
        return result

    @rule(target=tickets, service=SERVICES, priority=st.sampled_from([None, None, "disability", "age", "infant"]))
    def issue(self, service, priority):
        return self.give(service, priority)

    def give(self, service, priority=None):
        ticket = self.attempt(desk.issue, service, "ar", priority, by=KIOSK)
        assert (ticket is None) == (service in self.interrupted)
        if ticket is None:
            return multiple()
        assert (ticket.day, ticket.number) not in self.numbers, "a number is given once in a day"
        self.numbers.add((ticket.day, ticket.number))
        return ticket.id

    @rule(counter=COUNTERS, by=ACTORS, bring=st.booleans())
    def open(self, counter, by, bring):
        self.attempt(desk.open_counter, counter, by=by, bring=bring)

    @rule(counter=COUNTERS, by=ACTORS, result=RESULTS)
    def finish(self, counter, by, result):
        done = self.attempt(desk.finish, counter, by=by, result=result)
        assert done is None or (done.leg.outcome, done.leg.sub_services) == (result.outcome, result.sub_services)

    @rule(target=tickets, counter=COUNTERS, by=ACTORS, by_itself=st.booleans())
    def somebody_is_called_and_comes(self, counter, by, by_itself):
        """What most of a day is: without it few random days come to much."""
        ticket = self.give("commercial-licence")
        for verb in (desk.open_counter, desk.call_next):
            self.attempt(verb, counter, by=by)
        if by_itself:
            self.attempt(desk.start, counter, by=SYSTEM, by_itself=True)
        else:
            self.attempt(desk.start, counter, by=by)
        return ticket

    @rule(counter=COUNTERS)
    def a_service_starts_by_itself(self, counter):
        self.attempt(desk.start, counter, by=SYSTEM, by_itself=True)

    @rule(counter=COUNTERS, by=ACTORS, result=RESULTS)
    def call_next(self, counter, by, result):
        def call(tx):
            room, caller = tx.room(), tx.caller(tx.catalogue.counter(counter))
            waiting = [leg for leg in tx.line() if may_call(leg, caller, room)]
            called = desk.call_next(tx, counter, result=result)
            largest = tx.db.execute(
                "SELECT coalesce(max(data ->> 'head_start_ms'), 0) FROM event"
                " WHERE kind IN ('TicketIssued', 'ClassChanged') AND day = ?", (tx.day().number,),
            ).fetchone()[0]  # fmt: skip
            assert (called is None) == (not waiting)
            for leg in waiting:
                assert called.place - leg.place <= largest, "the theorem of the line"

        self.attempt(call, by=by)

    @rule(counter=COUNTERS, verb=st.sampled_from(AT_COUNTER), by=ACTORS)
    def at_counter(self, counter, verb, by):
        self.attempt(verb, counter, by=by)

    @rule(service=SERVICES, reason=st.sampled_from([None, None, "system-down"]))
    def interrupt(self, service, reason):
        self.attempt(desk.pause_service, service, reason)
        (self.interrupted.add if reason else self.interrupted.discard)(service)

    @rule(ticket=tickets, data=st.data())
    def paper(self, ticket, data):
        match data.draw(st.integers(0, 2)):
            case 0:
                self.attempt(desk.order_receipt, ticket)
            case 1:
                self.attempt(desk.receipt_printed, ticket)
            case 2:
                self.attempt(desk.receipt_failed, ticket, "no-paper")

    @rule(counter=COUNTERS, ticket=tickets, by=ACTORS, data=st.data())
    def with_ticket(self, counter, ticket, by, data):
        match data.draw(st.integers(0, 6)):
            case 0:
                self.attempt(desk.call, counter, ticket, "unwell", by=by, result=data.draw(RESULTS))
            case 1:
                self.attempt(desk.resume, counter, ticket, by=by)
            case 2:
                self.attempt(desk.finish, counter, ticket=ticket, result=data.draw(RESULTS), by=by)
            case 3:
                self.attempt(desk.transfer, counter, service=data.draw(SERVICES), ticket=ticket, by=by)
            case 4:
                self.attempt(desk.transfer, counter, to_counter=data.draw(COUNTERS), ticket=ticket, by=by)
            case 5:
                self.attempt(desk.return_ticket, ticket, by=data.draw(ITS_HOLDER_TOO))
            case 6:
                reason = data.draw(st.sampled_from([None, "prank"]))
                self.attempt(desk.cancel, ticket, reason, by=data.draw(ITS_HOLDER_TOO))

    @rule(counter=COUNTERS, service=SERVICES, by=ACTORS, result=RESULTS)
    def continue_service(self, counter, service, by, result):
        self.attempt(desk.continue_service, counter, service, by=by, result=result)

    @rule(ticket=tickets, priority=st.sampled_from([None, "disability", "age"]))
    def change_class(self, ticket, priority):
        self.attempt(desk.change_class, ticket, priority)

    @rule(counter=COUNTERS, by=ACTORS)
    def undo(self, counter, by):
        if self.attempt(desk.undo, counter, by=by) is None:
            return
        db = self.room.store.db
        undone = {
            (action, ticket, at)
            for action, ticket, at in db.execute(
                "SELECT data ->> 'undone', ticket, counter FROM event WHERE action = (SELECT max(action) FROM event)"
            )
        }
        now = self.dump()
        for action, ticket, number in undone:
            before = self.before_action[action]
            if ticket is not None:
                for table, column in (("ticket", 0), ("leg", 0)):
                    same = [[row for row in rows[table] if row[column] == ticket] for rows in (before, now)]
                    assert self.but_papers(same[0]) == self.but_papers(same[1]), "undo gives back the state before"
            else:
                first = "(SELECT min(seq) FROM event WHERE action = ?)"
                turned = f"SELECT kind FROM event WHERE action = (SELECT action FROM event WHERE seq = {first} - 1)"
                # A day that was turned for the command stays turned, and that closed the counters of before.
                was = [] if ("DayTurned",) in db.execute(turned, (action,)).fetchall() else before["counter_now"]
                assert self.state({"counter_now": was}, number) == self.state(now, number)

    @staticmethod
    def but_papers(rows):
        """What became of a paper meanwhile is no state that a counter's command has changed."""
        return [[value for value in row if value not in ("none", "printing", "printed", "failed")] for row in rows]

    @staticmethod
    def state(rows, counter):
        """A counter's state, clerk and reason; one that was never opened is closed."""
        return next(([*row[1:3], row[4]] for row in rows["counter_now"] if row[0] == counter), ["closed", None, None])

    @rule(seconds=st.integers(0, 7200))
    def time_passes(self, seconds):
        self.room.clock.advance(seconds * 1000)

    @rule(days=st.integers(-40_000, 40_000), ms=st.integers(0, 86_400_000))
    def the_clock_jumps(self, days, ms):
        self.room.clock.set(max(0, self.room.clock.at + days * 86_400_000 + ms))

    @rule(trusted=st.booleans())
    def the_power_fails(self, trusted):
        self.room.clock.boot += "+"
        self.room.clock.mono = 0
        self.room.clock.trusted = trusted

    @rule()
    def staff_confirm_the_clock(self):
        self.attempt(desk.confirm_clock)

    @rule()
    def a_manager_turns_the_day(self):
        self.attempt(desk.turn_day)

    @rule(same=st.booleans())
    def staff_say_whether_it_is_the_same_day(self, same):
        def say(tx):
            asked, before = tx.day_is_asked(), tx.day()
            desk.confirm_day(tx, same)
            assert not tx.day_is_asked(), "who has answered is not asked again"
            assert asked or tx.day() == before, "an answer to nothing turns no day"

        self.attempt(say)

    @invariant()
    def a_clerk_has_one_counter_and_a_walk_that_nobody_saw_is_not_known(self):
        db = self.room.store.db
        clerks = [clerk for (clerk,) in db.execute("SELECT clerk FROM counter_now WHERE clerk IS NOT NULL")]
        assert len(clerks) == len(set(clerks))
        query = "SELECT ticket FROM event WHERE kind = 'ServiceStarted' AND data ->> 'by_itself'"
        for (ticket,) in db.execute(query).fetchall():
            legs = self.room.ask(lambda tx, ticket=ticket: tx.ticket(ticket)).legs
            by_itself = [leg.serial for leg in legs if leg.by_itself]
            walks = dict(db.execute("SELECT serial, walk_ms FROM leg WHERE ticket = ?", (ticket,)))
            assert all(walks[serial] is None for serial in by_itself)

    @invariant()
    def one_open_ticket_at_a_counter(self):
        db = self.room.store.db
        at = db.execute("SELECT counter FROM ticket WHERE state IN ('called', 'serving')").fetchall()
        assert len(at) == len(set(at)) and all(counter is not None for (counter,) in at)

    @invariant()
    def nobody_waits_for_a_counter_that_is_closed(self):
        bound = "SELECT count(*) FROM ticket WHERE state = 'waiting' AND bound IS NOT NULL AND bound NOT IN"
        open_now = "(SELECT counter FROM counter_now WHERE state <> 'closed')"
        assert self.room.store.db.execute(f"{bound} {open_now}").fetchone() == (0,)

    def its_figures_say_what_happened(self):
        def agree(tx):
            # When hours end a day that nothing has turned is not reckoned.
            before = tx.today.date if tx.today and tx.over else "9999"
            told = Answering(tx.db, tx.catalogue, tx.now, day_books.Reader()).rows(ITS_DAYS)
            targets = {code: tx.catalogue.target_s(code) for code in tx.catalogue.services}
            _, rows = Reckoning(tx.db, tx.catalogue.time_zone, targets, tx.now).rows(ITS_DAYS)
            found = {row["key"]["day"]: near(row) for row in told["rows"] if row["key"]["day"] < before}
            expected = {dated: near(row) for (dated,), row in rows.items() if dated < before}
            for dated in found.keys() & expected.keys():
                times = found[dated].pop("time"), expected[dated].pop("time")
                for name in ("open_s", "paused_s", "busy_s", "idle_s"):
                    one, other = (each[name] for each in times)
                    # Whole seconds of each half-hour, where a clock tells it; of a whole stretch where none does.
                    assert abs(one - other) <= 50 + max(one, other) / 1800
            assert found == expected

        self.room.view(agree)

    def teardown(self):
        self.its_figures_say_what_happened()
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as anew:
            schema.migrate(anew)
            check.rebuild(self.room.store.db, anew)
            for table in projections.TABLES:
                stands = self.room.store.db.execute(f"SELECT * FROM {table}").fetchall()
                assert sorted(map(str, stands)) == sorted(map(str, anew.execute(f"SELECT * FROM {table}")))
        self.room.writer.close()


TestAnySequenceOfVerbs = Office.TestCase
TestAnySequenceOfVerbs.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
