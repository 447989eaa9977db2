"""The figures, against computations that are simpler than they are."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import desk, now_view
from server.office.measures import (
    Quantile,
    durations,
    percentile,
    quantiles,
    share_within,
    shown,
    spread,
)
from tests.rooms import Room

SECONDS = st.lists(st.integers(0, 7200), min_size=1, max_size=60)


def kaplan_meier(called, left, share):
    return quantiles(spread(called, left), share)[0]


@given(SECONDS, st.sampled_from([0.5, 0.9]))
def test_without_anybody_leaving_it_is_the_ordinary_percentile(values, quantile):
    expected = sorted(values)[max(0, math.ceil(quantile * len(values) - 1e-9) - 1)]
    assert percentile(values, quantile) == Quantile(expected)


@given(SECONDS, SECONDS)
def test_who_leaves_only_makes_the_estimate_longer(called, left):
    alone, together = percentile(called, 0.5), kaplan_meier(called, left, 0.5)
    later = [seconds for seconds in left if seconds < alone.value_s]
    assert not together.reached or together.value_s >= alone.value_s or not later


def test_an_example_by_hand():
    """5 called at 10, 20, 30, 40, 50; one left at 25: at risk 6 5 4→(25 leaves) 3 2 1."""
    survive = [5 / 6, 5 / 6 * 4 / 5, 5 / 6 * 4 / 5 * 2 / 3]
    assert survive[1] > 0.5 > survive[2]
    assert kaplan_meier([10, 20, 30, 40, 50], [25], 0.5) == Quantile(30)


def test_an_estimate_that_does_not_reach_says_more_than():
    assert kaplan_meier([10], [60, 70, 80, 90], 0.5) == Quantile(90, reached=False)
    assert shown(Quantile(90, reached=False), 5, 5) == {"more_than_s": 90}
    assert kaplan_meier([], [], 0.5) is None


@given(SECONDS, st.lists(st.integers(0, 7200), max_size=30), st.sampled_from([0.5, 0.9]))
def test_an_estimate_is_the_first_moment_at_which_so_few_still_wait(called, left, share):
    """By fractions, which round nothing."""
    surviving, expected = Fraction(1), None
    for moment in sorted(set(called)):
        at_risk = sum(each >= moment for each in [*called, *left])
        surviving *= 1 - Fraction(called.count(moment), at_risk)
        if expected is None and surviving <= 1 - Fraction(str(share)):
            expected = Quantile(moment)
        assert share_within(spread(called, left), moment) == pytest.approx(float(1 - surviving), abs=1e-9)
    assert kaplan_meier(called, left, share) == (expected or Quantile(max([*called, *left]), reached=False))


def test_nobody_is_called_before_the_first_call():
    assert share_within(spread([10, 20]), 9) == 0.0
    assert share_within(spread([10, 20]), 10) == 0.5
    assert share_within(spread([10], [5]), 7) == 0.0
    assert share_within(spread([]), 7) is None


def test_many_equal_steps_are_exact():
    """A share is never taken for the one beside it: the rounding of all factors stays far below a step."""
    assert quantiles(spread(range(200_000)), 0.5, 0.9) == [Quantile(99_999), Quantile(179_999)]


def test_a_figure_of_too_few_is_not_shown():
    assert shown(Quantile(3), 4, 5) is None
    assert shown(Quantile(3), 5, 5) == 3


def serve(room: Room, wait_min: float, walk_min: float, service_min: float):
    ticket = room.issue()
    room.minutes(wait_min)
    room.do(desk.call_next, 1)
    room.minutes(walk_min)
    room.do(desk.start, 1)
    room.minutes(service_min)
    room.do(desk.finish, 1)
    return ticket


def test_the_parts_of_a_leg():
    room = Room()
    room.open(1)
    ticket = room.ticket(serve(room, 7, 1, 12))
    took = durations(ticket.leg)
    assert (took.wait_ms, took.walk_ms, took.service_ms, took.left_ms) == (420_000, 60_000, 720_000, None)


def test_time_on_hold_is_no_service_time():
    room = Room()
    room.open(1)
    ticket = room.issue()
    room.do(desk.call_next, 1)
    room.do(desk.start, 1)
    room.minutes(5)
    room.do(desk.hold, 1)
    room.minutes(30)
    room.do(desk.resume, 1, ticket.id)
    room.minutes(2)
    took = durations(room.do(desk.finish, 1).leg)
    assert (took.service_ms, took.held_ms) == (7 * 60_000, 30 * 60_000)


def test_the_wait_of_a_ticket_that_was_put_back_runs_on_to_the_call_that_counts():
    room = Room()
    ticket = room.issue()
    room.open(1, 2)
    room.minutes(5)
    room.do(desk.call_next, 1)
    room.do(desk.put_back, 1)
    room.minutes(4)
    room.do(desk.call_next, 2)
    assert durations(room.ticket(ticket).leg).wait_ms == 9 * 60_000


def test_the_first_wait_of_somebody_who_missed_and_returned_stands():
    room = Room()
    ticket = room.issue()
    room.open(1)
    room.minutes(5)
    room.do(desk.call_next, 1)
    room.do(desk.recall, 1)
    room.minutes(2)
    room.do(desk.no_show, 1)
    room.do(desk.return_ticket, ticket.id)
    room.minutes(9)
    room.do(desk.call_next, 1)
    assert durations(room.ticket(ticket).leg).wait_ms == 5 * 60_000


def test_a_wait_over_an_untrusted_restart_is_left_out_and_counted():
    room = Room()
    room.open(1)
    room.issue()
    room.clock.boot, room.clock.trusted = "second", False
    room.do(desk.call_next, 1)
    figures = room.view(now_view.today)
    assert (figures["left_out"], figures["wait"]["n"]) == (1, 0)


def test_the_figures_of_a_day():
    room = Room()
    room.open(1)
    for minutes in (1, 2, 3, 4, 5):
        serve(room, minutes, 1, 10 * minutes)
    gone = room.issue()
    room.do(desk.cancel, gone.id)
    prank = room.issue()
    room.do(desk.cancel, prank.id, "prank")
    room.issue()
    room.minutes(2)
    figures = room.view(now_view.today)
    assert (figures["taken"], figures["served"], figures["open"], figures["void"]) == (7, 5, 1, 1)
    assert figures["wait"] == {"median_s": 180, "p90_s": None, "n": 7, "censored": 2}
    assert figures["service_time"] == {"median_s": 1800, "p90_s": None, "mean_s": 1800, "n": 5}
    assert figures["no_show"] == {"count": 0, "called": 5, "share": 0}
    assert (figures["waiting"], figures["longest_wait_s"], figures["late"]) == (1, 120, 0)
