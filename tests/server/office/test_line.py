"""The one rule: who is next, and the promise that it keeps to everybody who waits."""

from hypothesis import given
from hypothesis import strategies as st

from server.office.catalogue import Counter
from server.office.events import Stamp
from server.office.line import Caller, Room, Waiting, ahead, may_call, next_for, why
from server.office.tickets import PutBack

HOUR = 3_600_000
TIMES = st.integers(0, 8 * HOUR)
HEAD_STARTS = {None: 0, "age": 30 * 60_000, "disability": 60 * 60_000}
A, B = "licences", "complaints"


def moment(ms: int) -> Stamp:
    return Stamp(ms, "boot", ms, True)


def leg(id_: int, place: int, service: str = A, priority: str | None = None, **more) -> Waiting:
    key = place - HEAD_STARTS[priority]
    values = {"bound": None, "step_free": priority == "disability", "put_backs": ()} | more
    return Waiting(id_, f"A{id_:03d}", key, place, service, priority=priority, issued=moment(place), **values)


def counter(number: int, *services: str, step_free: bool = False) -> Counter:
    return Counter(number, frozenset(services) or None, step_free)


def room(*counters: Counter, now: int = 0) -> Room:
    return Room(counters, moment(now), 180_000)


@given(
    st.lists(
        st.tuples(st.integers(0, 8 * HOUR), st.sampled_from(list(HEAD_STARTS)), st.sampled_from([A, B])), max_size=40
    ),
    st.lists(st.tuples(st.booleans(), st.sampled_from([(), (A,), (B,)])), min_size=1, max_size=4),
    st.data(),
)
def test_nobody_is_called_before_you_who_came_later_by_more_than_the_largest_head_start(arrivals, desks, data):
    """The theorem of the line, over random days: arrivals and calls in any order."""
    counters = [counter(n, *services, step_free=access) for n, (access, services) in enumerate(desks, 1)]
    people = sorted(arrivals, key=lambda arrival: arrival[0])
    largest = max((HEAD_STARTS[priority] for _, priority, _ in people), default=0)
    waiting: list[Waiting] = []
    for id_, (at, priority, service) in enumerate(people, 1):
        waiting.append(leg(id_, at, service, priority))
        for _ in range(data.draw(st.integers(0, 2))):
            caller = Caller(data.draw(st.sampled_from(counters)), 0)
            here = room(*counters, now=at)
            chosen = next_for(caller, sorted(waiting, key=lambda each: each.order), here)
            mine = [each for each in waiting if may_call(each, caller, here)]
            assert (chosen is None) == (not mine)
            if chosen:
                assert all(chosen.place - each.place <= largest for each in mine)
                waiting.remove(chosen)


def test_of_equal_keys_the_earlier_ticket_is_first():
    line = sorted([leg(9, 5), leg(3, 5)], key=lambda each: each.order)
    assert next_for(Caller(counter(1), 0), line, room()).id == 3


def test_a_counter_calls_only_for_its_services():
    assert next_for(Caller(counter(1, B), 0), [leg(1, 0, A), leg(2, 1, B)], room()).id == 2


def test_a_bound_leg_is_for_its_counter_whatever_its_services_and_access():
    bound = leg(1, 0, A, "disability", bound=2)
    assert may_call(bound, Caller(counter(2, B), 0), room(counter(3, step_free=True)))
    assert not may_call(bound, Caller(counter(3, step_free=True), 0), room())


def test_a_step_free_counter_that_does_not_serve_you_does_not_keep_the_others_from_it():
    person = leg(1, 0, A, "disability")
    assert may_call(person, Caller(counter(1), 0), room(counter(4, B, step_free=True)))
    assert not may_call(person, Caller(counter(1), 0), room(counter(4, A, step_free=True)))


def test_a_counter_passes_over_what_it_put_back_until_it_called_another_or_three_minutes_went():
    back = leg(1, 0, put_backs=(PutBack(1, 50, moment(0)),))
    assert not may_call(back, Caller(counter(1), 40), room(now=179_999))
    assert may_call(back, Caller(counter(1), 51), room(now=1))
    assert may_call(back, Caller(counter(1), 40), room(now=180_000))
    assert may_call(back, Caller(counter(2), 0), room(now=1))


def test_the_reason_names_the_one_who_came_earlier_when_a_head_start_decided():
    early, old = leg(1, 0), leg(2, 10 * 60_000, priority="age")
    line = sorted([early, old], key=lambda each: each.order)
    assert why(line[0], line).rule == "priority" and why(line[0], line).before == early
    assert why(early, [early]).rule == "arrival"
    of_one_place = leg(2, 0, priority="age")
    assert why(of_one_place, [of_one_place, early]).before == early
    assert why(early, [early, leg(2, 0)]).rule == "arrival"
    assert why(leg(3, 0, bound=1), line).rule == "bound"


def test_ahead_of_you_are_those_whom_your_counters_may_call_too():
    before = {(A, None): 3, (B, None): 2, (A, 2): 1}
    assert ahead(A, None, before, [counter(1, A), counter(2, B)]) == 3
    assert ahead(A, None, before, [counter(1)]) == 5
    assert ahead(A, 2, before, [counter(1, A), counter(2, B)]) == 3
