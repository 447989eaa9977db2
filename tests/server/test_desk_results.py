"""How a service ended, and what was done in it: said by whichever command ends it."""

import pytest

from server import desk, example
from server.office.errors import BadCount, BadReason, NoTicketHere
from server.office.events import Kind
from server.office.results import MOST, Result
from server.office.tickets import State

RESULT = Result("incomplete", {"copies": 3})


@pytest.fixture
def serving(room):
    """A room in which counter 1 serves the first of two tickets."""
    ticket = room.issue()
    room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    return ticket


def leg(room, ticket, serial=1):
    return room.ticket(ticket).legs[serial - 1]


@pytest.mark.parametrize("ending", ["finish", "call_next", "call", "continue_service", "transfer", "pause", "close"])
def test_whichever_command_ends_a_service_takes_its_result(room, serving, ending):
    last = room.issue()
    match ending:
        case "finish":
            room.do(desk.finish, 1, result=RESULT)
        case "call_next":
            room.do(desk.call_next, 1, result=RESULT)
        case "call":
            room.do(desk.call, 1, last.id, "unwell", result=RESULT)
        case "continue_service":
            room.do(desk.continue_service, 1, "information", result=RESULT)
        case "transfer":
            room.do(desk.transfer, 1, service="information", result=RESULT)
        case "pause":
            room.do(desk.pause, 1, result=RESULT)
        case "close":
            room.do(desk.close, 1, result=RESULT)
    ended = leg(room, serving)
    assert (ended.outcome, dict(ended.sub_services)) == ("incomplete", {"copies": 3})
    row = room.ask(lambda tx: tx.db.execute("SELECT outcome, sub_services FROM leg WHERE serial = 1").fetchone())
    assert row == ("incomplete", '{"copies":3}')


def test_three_matters_of_a_family_have_three_results(room, serving):
    room.do(desk.continue_service, 1, "building-permit", result=Result("done", {"copies": 1}))
    room.do(desk.continue_service, 1, "information", result=Result("refused", {"drawings": 2}))
    room.do(desk.finish, 1, result=Result("referred"))
    told = [(leg.service, leg.outcome, dict(leg.sub_services)) for leg in room.ticket(serving).legs]
    assert told == [
        ("commercial-licence", "done", {"copies": 1}),
        ("building-permit", "refused", {"drawings": 2}),
        ("information", "referred", {}),
    ]


def test_nothing_needs_to_be_said(room, serving):
    done = room.do(desk.finish, 1)
    assert (done.leg.outcome, dict(done.leg.sub_services)) == (None, {})
    data = room.ask(lambda tx: tx.db.execute("SELECT data FROM event ORDER BY seq DESC LIMIT 1").fetchone())
    assert data == ("{}",)


@pytest.mark.parametrize(
    ("result", "error"),
    [
        (Result("wonderful"), BadReason),
        (Result(None, {"drawings": 1}), BadCount),
        (Result(None, {"copies": 0}), BadCount),
        (Result("done", {"copies": MOST + 1}), BadCount),
    ],
)
@pytest.mark.parametrize("verb", [desk.finish, desk.call_next])
def test_a_result_that_the_service_does_not_have_changes_nothing(room, serving, verb, result, error):
    with pytest.raises(error):
        room.do(verb, 1, result=result)
    assert room.ticket(serving).state is State.SERVING


def test_a_result_of_nobodys_service_is_refused_and_nobody_is_called(room):
    ticket = room.issue()
    room.open(1)
    with pytest.raises(NoTicketHere):
        room.do(desk.call_next, 1, result=RESULT)
    with pytest.raises(NoTicketHere):
        room.do(desk.call, 1, ticket.id, "unwell", result=RESULT)
    with pytest.raises(NoTicketHere):
        room.do(desk.transfer, 1, service="information", ticket=ticket.id, result=RESULT)
    assert room.ticket(ticket).leg.service == "commercial-licence"
    assert room.ticket(ticket).state is State.WAITING


def test_who_was_sent_home_for_a_paper_when_the_next_one_was_called_comes_back_in_their_place(room, serving):
    room.do(desk.call_next, 1, result=Result("incomplete"))
    back = room.do(desk.return_ticket, serving.id)
    assert (back.state, back.place) == (State.WAITING, serving.place)


def test_undo_takes_the_result_back_with_the_finish(room, serving):
    before = room.ticket(serving)
    room.do(desk.call_next, 1, result=RESULT)
    room.do(desk.undo, 1)
    assert room.ticket(serving) == before


def test_a_held_ticket_is_finished_with_the_result_of_its_own_service(room, serving):
    room.do(desk.transfer, 1, service="building-permit")
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.do(desk.hold, 1)
    with pytest.raises(BadCount):
        room.do(desk.finish, 1, ticket=serving.id, result=Result(None, {"copies": 1}))
    done = room.do(desk.finish, 1, ticket=serving.id, result=Result(None, {"drawings": 1}))
    assert dict(done.leg.sub_services) == {"drawings": 1}


def test_a_service_that_the_office_has_given_up_is_still_finished(room, serving):
    services = [row for row in example.settings()["services"] if row["code"] != "commercial-licence"]
    room.ask(lambda tx: tx.change_setting("services", services))
    with pytest.raises(BadCount):
        room.do(desk.finish, 1, result=RESULT)
    assert room.do(desk.finish, 1, result=Result("done")).state is State.FINISHED


def test_the_service_of_who_was_only_called_has_a_result_too(room):
    room.issue()
    room.open(1)
    room.do(desk.call_next, 1)
    assert room.do(desk.finish, 1, result=RESULT).leg.outcome == "incomplete"


def test_an_office_says_its_own_outcomes(room, serving):
    room.do(desk.change_rules, {"outcomes": ["granted", "incomplete"]})
    with pytest.raises(BadReason):
        room.do(desk.finish, 1, result=Result("done"))
    assert room.do(desk.finish, 1, result=Result("granted")).leg.outcome == "granted"


def test_a_rule_that_stands_already_is_no_event(room):
    room.do(desk.change_rules, {"start_after_s": 20, "sign_in_tries": 10})
    (changes,) = room.ask(
        lambda tx: tx.db.execute("SELECT count(*) FROM event WHERE kind = ?", (Kind.SETTING_CHANGED.value,)).fetchone()
    )
    room.do(desk.change_rules, {"start_after_s": 20, "outcomes": ["done", "incomplete", "refused", "referred"]})
    query = "SELECT count(*), data FROM event WHERE kind = 'SettingChanged' ORDER BY seq DESC LIMIT 1"
    assert room.ask(lambda tx: tx.db.execute(query).fetchone())[0] == changes
    assert (room.ask(lambda tx: tx.catalogue.rules.start_after_s), room.ask(lambda tx: tx.catalogue.rules.undo_s)) == (
        20,
        30,
    )
