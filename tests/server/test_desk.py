"""Every verb of the desk: what it does, and when it is refused."""

import sqlite3

import pytest

from server import desk, example, now_view
from server.clock import FixedClock
from server.office.errors import (
    BadReason,
    BadSetting,
    BadTarget,
    ClassNotDeclared,
    ClerkBusy,
    CounterBusy,
    CounterClosed,
    CounterUnlawful,
    EarlierDay,
    NotAtThisCounter,
    NotForThisCounter,
    NothingToUndo,
    NoTicketHere,
    NotYourCounter,
    Stale,
    TooLate,
    TooSoon,
    UnknownClass,
    UnknownCounter,
    UnknownLanguage,
    UnknownService,
    UnknownTicket,
    UnlawfulMove,
)
from server.office.events import Kind
from server.office.results import Result
from server.office.tickets import State
from tests.rooms import KIOSK, MORNING, Room, clerk


@pytest.fixture
def called(room):
    """A room in which counter 1 has called the only ticket."""
    ticket = room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    return ticket


def state(room, ticket):
    return room.ticket(ticket).state


def test_numbers_begin_at_one_and_count_per_prefix(room):
    numbers = [room.issue(s).number for s in ("commercial-licence", "complaints", "commercial-licence")]
    assert numbers == ["A001", "C001", "A002"]


def test_after_999_comes_1000(room):
    for _ in range(999):
        last = room.issue()
    assert (last.number, room.issue().number) == ("A999", "A1000")


def test_plain_numbering_has_one_sequence_and_no_letter():
    office = example.settings()["office"] | {"numbering": "plain"}
    room = Room(office=office)
    assert [room.issue(s).number for s in ("complaints", "information")] == ["001", "002"]


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (("nothing", "ar"), UnknownService),
        (("complaints", "de"), UnknownLanguage),
        (("complaints", "ar", "vip"), UnknownClass),
    ],
)
def test_a_ticket_for_something_unknown_is_refused(room, args, error):
    with pytest.raises(error):
        room.do(desk.issue, *args, by=KIOSK)


def test_a_class_that_staff_grant_is_not_given_by_the_kiosk():
    classes = [row | {"declared": False} for row in example.settings()["priorities"]]
    room = Room(priorities=classes)
    with pytest.raises(ClassNotDeclared):
        room.do(desk.issue, "complaints", "ar", "age", by=KIOSK)
    assert room.do(desk.issue, "complaints", "ar", "age").priority == "age"


def test_a_whole_visit(room, called):
    room.minutes(1)
    room.do(desk.start, 1)
    room.minutes(6)
    done = room.do(desk.finish, 1, result=Result("done"))
    assert (done.state, done.leg.outcome, done.counter) == (State.FINISHED, "done", None)


def test_calling_next_finishes_whoever_is_served(room, called):
    second = room.issue()
    room.do(desk.start, 1)
    assert room.do(desk.call_next, 1).id == second.id
    assert state(room, called) is State.FINISHED


def test_calling_next_with_nobody_waiting_finishes_and_gives_nobody(room, called):
    room.do(desk.start, 1)
    assert room.do(desk.call_next, 1) is None
    assert state(room, called) is State.FINISHED


def test_calling_next_while_somebody_is_called_is_refused(room, called):
    room.issue()
    with pytest.raises(CounterBusy, match="A001"):
        room.do(desk.call_next, 1)


@pytest.mark.parametrize("verb", [desk.call_next, desk.pause])
def test_a_closed_counter_neither_calls_nor_pauses(room, verb):
    with pytest.raises(CounterClosed):
        room.do(verb, 2)


def test_a_paused_counter_does_not_call_until_it_opens_again(room):
    room.issue()
    room.open(1)
    room.do(desk.pause, 1, reason="prayer")
    with pytest.raises(CounterClosed, match="paused"):
        room.do(desk.call_next, 1)
    room.open(1)
    assert room.do(desk.call_next, 1).number == "A001"


def test_an_open_counter_cannot_be_opened_and_a_closed_one_not_closed(room):
    room.open(1)
    with pytest.raises(CounterUnlawful, match="open"):
        room.open(1)
    with pytest.raises(CounterUnlawful, match="closed"):
        room.do(desk.close, 2)


@pytest.mark.parametrize("verb", [desk.pause, desk.close])
def test_a_counter_with_somebody_called_decides_first(room, called, verb):
    with pytest.raises(CounterBusy):
        room.do(verb, 1)


def test_pause_and_close_finish_whoever_is_served(room, called):
    room.do(desk.start, 1)
    room.do(desk.pause, 1)
    assert state(room, called) is State.FINISHED
    room.do(desk.close, 1)
    assert room.counter(1)["state"] == "closed"


def test_a_call_out_of_turn_needs_a_reason_of_the_list(room):
    room.issue()
    friend = room.issue()
    room.open(1)
    with pytest.raises(BadReason):
        room.do(desk.call, 1, friend.id, "a-friend")
    assert room.do(desk.call, 1, friend.id, "unwell").leg.out_of_turn == "unwell"


def test_a_recall_counts_as_a_call(room, called):
    assert room.do(desk.recall, 1).leg.calls == 2


def test_nobody_is_absent_before_two_calls_and_a_minute(room, called):
    room.minutes(2)
    with pytest.raises(TooSoon):
        room.do(desk.no_show, 1)
    room.do(desk.recall, 1)
    assert room.do(desk.no_show, 1).state is State.MISSED


def test_the_minute_counts_from_the_first_call(room, called):
    room.do(desk.recall, 1)
    room.minutes(0.9)
    with pytest.raises(TooSoon):
        room.do(desk.no_show, 1)


def test_disability_has_three_minutes_to_come(room):
    room.issue(priority="disability")
    room.open(4)
    room.do(desk.call_next, 4)
    room.do(desk.recall, 4)
    room.minutes(2)
    with pytest.raises(TooSoon, match="180"):
        room.do(desk.no_show, 4)
    room.minutes(1.1)
    room.do(desk.no_show, 4)


def test_a_call_that_had_to_wait_for_others_gives_more_time(room):
    for _ in range(3):
        room.issue()
    room.open(1, 2, 3)
    for counter in (1, 2, 3):
        last = room.do(desk.call_next, counter)
    assert last.leg.queued == 2
    room.do(desk.recall, 3)
    room.minutes(1.2)
    with pytest.raises(TooSoon, match="90"):
        room.do(desk.no_show, 3)


def test_where_announcements_take_no_time_no_call_waits_for_another():
    room = Room(rules={"announcement_s": 0, "kiosk_pause_s": 0})
    for _ in range(2):
        room.issue()
    room.open(1, 2)
    room.do(desk.call_next, 1)
    assert room.do(desk.call_next, 2).leg.queued == 0
    room.writer.close()


def test_put_back_keeps_the_place_and_this_counter_passes_it_over(room, called):
    second = room.issue()
    room.open(2)
    room.do(desk.put_back, 1)
    back = room.ticket(called)
    assert (back.state, back.key, back.leg.first_call) == (State.WAITING, called.key, None)
    assert room.do(desk.call_next, 1).id == second.id
    assert room.do(desk.call_next, 2).id == called.id


def test_a_ticket_that_was_put_back_is_called_again_after_three_minutes(room, called):
    room.do(desk.put_back, 1)
    assert room.do(desk.call_next, 1) is None
    room.minutes(3.1)
    assert room.do(desk.call_next, 1).id == called.id


def test_a_ticket_that_was_put_back_is_called_again_after_another_one(room, called):
    second = room.issue()
    room.do(desk.put_back, 1)
    assert room.do(desk.call_next, 1).id == second.id
    room.do(desk.finish, 1)
    assert room.do(desk.call_next, 1).id == called.id


def test_hold_frees_the_counter_and_resume_goes_on_anywhere(room, called):
    second = room.issue()
    room.open(2)
    room.do(desk.start, 1)
    room.do(desk.hold, 1)
    assert room.do(desk.call_next, 1).id == second.id
    resumed = room.do(desk.resume, 2, called.id)
    assert (resumed.state, resumed.counter, len(resumed.legs)) == (State.SERVING, 2, 1)


def test_a_held_ticket_may_be_finished_at_any_open_counter(room, called):
    room.do(desk.start, 1)
    room.do(desk.hold, 1)
    with pytest.raises(CounterClosed):
        room.do(desk.finish, 2, ticket=called.id)
    room.open(2)
    assert room.do(desk.finish, 2, ticket=called.id).state is State.FINISHED


def test_resume_is_refused_where_somebody_is(room, called):
    room.issue()
    room.do(desk.start, 1)
    room.do(desk.hold, 1)
    room.do(desk.call_next, 1)
    with pytest.raises(CounterBusy):
        room.do(desk.resume, 1, called.id)


def test_continue_is_a_new_leg_without_a_wait(room, called):
    room.do(desk.start, 1)
    more = room.do(desk.continue_service, 1, "complaints")
    assert (more.state, more.number, [leg.service for leg in more.legs]) == (
        State.SERVING,
        "A001",
        ["commercial-licence", "complaints"],
    )


def test_transfer_of_a_waiting_ticket_only_changes_its_service(room):
    ticket = room.issue()
    room.open(1)
    moved = room.do(desk.transfer, 1, service="complaints", ticket=ticket.id)
    assert (len(moved.legs), moved.leg.service, moved.number) == (1, "complaints", "A001")


def test_transfer_of_a_called_ticket_opens_a_new_leg_and_keeps_the_key(room, called):
    moved = room.do(desk.transfer, 1, service="complaints")
    assert (moved.state, len(moved.legs), moved.key) == (State.WAITING, 2, called.key)


def test_a_leg_bound_to_a_counter_is_called_there_and_only_there(room, called):
    room.open(2, 3)
    room.do(desk.transfer, 1, to_counter=3)
    assert room.do(desk.call_next, 2) is None
    assert room.do(desk.call_next, 3).id == called.id


def test_a_bound_leg_is_freed_when_its_counter_closes_and_bound_again_by_undo(room, called):
    room.open(3)
    room.do(desk.transfer, 1, to_counter=3)
    room.do(desk.close, 3)
    assert room.ticket(called).leg.bound is None
    room.do(desk.undo, 3)
    assert room.ticket(called).leg.bound == 3


def test_transfer_names_one_target_and_no_closed_counter(room, called):
    with pytest.raises(BadTarget):
        room.do(desk.transfer, 1)
    with pytest.raises(BadTarget):
        room.do(desk.transfer, 1, service="complaints", to_counter=2)
    with pytest.raises(CounterClosed):
        room.do(desk.transfer, 1, to_counter=2)


def test_a_ticket_at_another_counter_is_left_alone(room, called):
    room.open(2)
    with pytest.raises(NotAtThisCounter, match="counter 1"):
        room.do(desk.transfer, 2, service="complaints", ticket=called.id)


def test_the_first_return_in_an_hour_keeps_the_place_any_other_loses_it(room, called):
    def miss():
        room.do(desk.recall, 1)
        room.minutes(2)
        room.do(desk.no_show, 1)

    miss()
    room.minutes(59)
    assert room.do(desk.return_ticket, called.id).place == called.place
    room.do(desk.call_next, 1)
    miss()
    again = room.do(desk.return_ticket, called.id)
    assert again.place == room.clock.at > called.place
    assert len(again.legs) == 1


def test_a_return_after_an_hour_is_placed_by_its_moment(room, called):
    room.do(desk.recall, 1)
    room.minutes(2)
    room.do(desk.no_show, 1)
    room.minutes(61)
    assert room.do(desk.return_ticket, called.id).place == room.clock.at


def test_somebody_sent_for_a_paper_returns_once_in_their_place(room, called):
    room.do(desk.start, 1)
    room.do(desk.finish, 1, result=Result("incomplete"))
    back = room.do(desk.return_ticket, called.id)
    assert (back.place, len(back.legs), back.state) == (called.place, 2, State.WAITING)
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.minutes(5)
    room.do(desk.finish, 1, result=Result("incomplete"))
    assert room.do(desk.return_ticket, called.id).place == room.clock.at


def test_who_was_served_completely_does_not_return(room, called):
    room.do(desk.finish, 1, result=Result("done"))
    with pytest.raises(UnlawfulMove):
        room.do(desk.return_ticket, called.id)


def test_a_missed_ticket_of_yesterday_neither_returns_nor_changes_its_class(room, called):
    room.do(desk.recall, 1)
    room.minutes(2)
    room.do(desk.no_show, 1)
    room.do(desk.turn_day)
    with pytest.raises(EarlierDay):
        room.do(desk.return_ticket, called.id)
    with pytest.raises(EarlierDay):
        room.do(desk.change_class, called.id, "disability")


def test_cancel_by_staff_needs_a_reason_of_the_list_and_voids(room):
    ticket = room.issue()
    with pytest.raises(BadReason):
        room.do(desk.cancel, ticket.id, "ugly")
    assert room.do(desk.cancel, ticket.id, "prank").void
    assert not room.do(desk.cancel, room.issue().id).void


def test_a_changed_class_counts_from_the_same_arrival(room):
    ticket = room.issue()
    room.minutes(10)
    older = room.do(desk.change_class, ticket.id, "age")
    assert (older.place, older.key) == (ticket.place, ticket.place - 30 * 60_000)
    assert room.do(desk.change_class, ticket.id, None).key == ticket.key


def test_the_page_that_shows_another_ticket_is_stale(room, called):
    with pytest.raises(Stale):
        room.do(desk.start, 1, None)
    with pytest.raises(Stale):
        room.do(desk.start, 1, called.id + 1)
    assert room.do(desk.start, 1, called.id).state is State.SERVING


def test_an_old_page_does_not_undo_what_it_does_not_show(room, called):
    room.do(desk.start, 1)
    room.do(desk.finish, 1)
    with pytest.raises(Stale):
        room.do(desk.undo, 1, called.id)
    room.do(desk.undo, 1, None)
    assert state(room, called) is State.SERVING


def test_a_clerk_works_at_her_own_counter_and_a_manager_at_all(room, called):
    room.open(2, by=clerk(7))
    with pytest.raises(NotYourCounter):
        room.do(desk.call_next, 2, by=clerk(8))
    room.do(desk.call_next, 2, by=clerk(7))
    room.do(desk.close, 2)


def test_a_clerk_who_opens_another_counter_leaves_the_first(room):
    room.open(1, by=clerk(7))
    room.open(2, by=clerk(7))
    assert [room.counter(n)["state"] for n in (1, 2)] == ["closed", "open"]


def test_a_clerk_with_somebody_at_her_counter_stays_there(room):
    room.issue()
    room.open(1, by=clerk(7))
    room.do(desk.call_next, 1, by=clerk(7))
    with pytest.raises(ClerkBusy, match="A001"):
        room.open(2, by=clerk(7))


def test_unknown_tickets_and_counters_have_their_own_errors(room):
    with pytest.raises(UnknownCounter):
        room.do(desk.call_next, 99)
    with pytest.raises(UnknownTicket):
        room.do(desk.cancel, 10**12)
    room.open(1)
    with pytest.raises(NoTicketHere):
        room.do(desk.start, 1)


def test_undo_brings_back_whoever_was_finished_and_withdraws_the_call(room, called):
    second = room.issue()
    room.do(desk.start, 1)
    before = [room.ticket(called), room.ticket(second)]
    room.do(desk.call_next, 1)
    room.do(desk.undo, 1)
    assert [room.ticket(called), room.ticket(second)] == before
    assert room.view(lambda view: [c["number"] for c in view.board()["calls"]]) == ["A001"]


def test_undo_is_refused_after_30_seconds_twice_and_when_something_was_built_on_it(room, called):
    room.minutes(0.6)
    with pytest.raises(TooLate):
        room.do(desk.undo, 1)
    room.do(desk.recall, 1)
    room.do(desk.undo, 1)
    with pytest.raises(NothingToUndo):
        room.do(desk.undo, 1)
    room.open(2)
    room.do(desk.put_back, 1)
    room.do(desk.call_next, 2)
    with pytest.raises(TooLate):
        room.do(desk.undo, 1)


def test_a_paper_that_comes_out_does_not_stand_in_the_way_of_undo(room, called):
    room.ask(lambda tx: desk.receipt_printed(tx, called.id))
    room.do(desk.undo, 1)
    assert state(room, called) is State.WAITING


def test_undo_does_not_give_a_clerk_two_counters(room):
    room.open(1, by=clerk(7))
    room.do(desk.close, 1, by=clerk(7))
    room.open(2, by=clerk(7))
    with pytest.raises(TooLate):
        room.do(desk.undo, 1)
    room.do(desk.undo, 2)
    assert room.counter(2)["state"] == "closed"


def test_step_free_tickets_wait_for_a_counter_with_access_while_one_is_open(room):
    room.issue(priority="disability")
    room.open(1, 4)
    assert room.do(desk.call_next, 1) is None
    room.do(desk.close, 4)
    assert room.counter(1)["next"]["why"]["approach"]
    assert room.do(desk.call_next, 1).number == "A001"
    assert room.counter(1)["approach"]


def test_a_service_tells_how_many_would_be_before_you_whatever_they_came_for(room):
    room.issue("complaints")
    room.issue("information")
    services = {each["code"]: each for each in room.view(lambda view: view.office())["services"]}
    told = services["commercial-licence"]
    assert (told["waiting"], told["ahead"]) == (0, 2), "all counters serve everything"
    ticket = room.issue()
    assert room.view(lambda view: view.ticket(ticket.id))["ahead"] == 2


def test_a_ticket_that_waits_for_one_counter_is_not_called_at_another_even_out_of_turn(room, called):
    room.open(2)
    room.do(desk.transfer, 1, to_counter=2)
    with pytest.raises(NotForThisCounter, match="counter 2"):
        room.do(desk.call, 1, called.id, "unwell")


def test_a_clerk_does_not_undo_what_another_one_did(room):
    room.open(1, by=clerk(7))
    room.do(desk.close, 1, by=clerk(7))
    with pytest.raises(NotYourCounter):
        room.do(desk.undo, 1, by=clerk(8))
    room.do(desk.undo, 1, by=clerk(7))
    assert room.counter(1)["state"] == "open"


def test_the_database_itself_refuses_a_second_open_ticket_at_a_counter(room, called):
    second = room.issue()
    with pytest.raises(sqlite3.IntegrityError):
        room.store.db.execute("UPDATE ticket SET state = 'called', counter = 1 WHERE id = ?", (second.id,))
    with pytest.raises(sqlite3.IntegrityError):

        def call_past_the_rules(tx):
            data = {"number": second.number, "language": "ar", "queued": 0, "clerk": None}
            tx.record(Kind.TICKET_CALLED, ticket=second.id, leg=1, counter=1, **data)

        room.ask(call_past_the_rules)
    assert (state(room, called), state(room, second)) == (State.CALLED, State.WAITING)


def test_a_wait_goes_by_the_monotonic_clock_when_the_wall_clock_jumps():
    room = Room(clock=FixedClock(at=0, trusted=False))
    room.issue()
    room.open(1)
    room.minutes(1)
    room.clock.set(MORNING)
    room.clock.trusted = True
    assert room.counter(1)["longest_wait_s"] == 60
    assert room.view(now_view.today)["longest_wait_s"] == 60


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("office", {"numbering": "roman"}),
        ("office", {"languages": []}),
        ("services", {"prefix": "A-B"}),
        ("services", {"prefix": "E"}),
        ("services", {"sub_services": [{"code": "copies", "name": {"ar": "نسخ"}}] * 2}),
        ("services", {"sub_services": [{"code": f"{n}", "name": {"ar": "نسخ"}} for n in range(21)]}),
        ("services", {"sub_services": [{"code": "copies", "name": {}}]}),
        ("services", {"sub_services": [{"code": "copies", "name": {"ar": 3}}]}),
        ("services", {"sub_services": [{"name": {"ar": "نسخ"}}]}),
        ("services", {"sub_services": 3}),
        ("services", {"target_min": 0}),
        ("services", {"target_min": "15"}),
        ("counters", {"services": ["nothing"]}),
        ("priorities", {"head_start_min": 241}),
        ("rules", {"start_after_s": 9}),
        ("rules", {"start_after_s": 121}),
        ("rules", {"start_after_s": True}),
        ("rules", {"sign_in_tries": 2}),
        ("rules", {"target_min": 241}),
        ("rules", {"goal_percent": 101}),
        ("rules", {"outcomes": ["done", "done"]}),
        ("rules", {"outcomes": "done"}),
        ("rules", {"outcomes": [["done"]]}),
        ("reasons", {"too-loud": {"en": " "}}),
        ("reasons", {"too-loud": "Too loud"}),
    ],
)
def test_a_wrong_setting_is_refused_by_its_key(room, key, change):
    value = example.settings().get(key, {})
    value = value | change if isinstance(value, dict) else [value[0] | change, *value[1:]]
    with pytest.raises(BadSetting, match=key):
        room.ask(lambda tx: tx.change_setting(key, value))
    assert room.issue().number == "A001", "the office keeps what it had"


def test_a_service_has_a_target_of_its_own_or_that_of_the_office(room):
    first, *others = example.settings()["services"]
    room.ask(lambda tx: tx.change_setting("services", [first | {"target_min": 30}, *others]))
    room.do(desk.change_rules, {"target_min": 20})
    known = room.ask(lambda tx: tx.catalogue)
    assert [known.target_s(code) for code in (first["code"], others[0]["code"], "of-old")] == [1800, 1200, 1200]


def test_an_office_has_words_for_its_own_reasons_and_names_for_what_it_counts(room):
    words = {"too-loud": {"ar": "ضوضاء", "en": "Too loud"}}
    room.ask(lambda tx: tx.change_setting("reasons", words))
    known = room.ask(lambda tx: tx.catalogue)
    assert known.reasons == words
    assert list(known.services["commercial-licence"].sub_services) == ["copies", "certificates"]
    assert known.services["building-permit"].sub_services["drawings"]["en"] == "Drawings"
    assert known.services["complaints"].sub_services == {}


def test_a_setting_without_a_name_it_needs_is_refused(room):
    value = {name: text for name, text in example.settings()["office"].items() if name != "subtitle"}
    with pytest.raises(BadSetting, match="subtitle"):
        room.ask(lambda tx: tx.change_setting("office", value))
