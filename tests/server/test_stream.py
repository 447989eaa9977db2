"""What an audience is owed: facts at once, states together, sequences that rise strictly."""

from hypothesis import given
from hypothesis import strategies as st

from server.stream import Stream


def value(state):
    return {state: 7}


def told(stream, handled, now_ms):
    return list(stream.messages(handled, value, now_ms)) if stream.owes(now_ms) else []


def test_a_state_waits_a_moment_for_others_to_join_it():
    stream = Stream(pause_ms=100, delay_ms=25)
    stream.changed("waiting", 1000)
    assert told(stream, 5, 1024) == []
    assert told(stream, 5, 1025) == [{"sequence": 5, "after": 0, "kind": "waiting", "waiting": 7}]
    assert stream.due_ms is None


def test_states_are_told_no_more_often_than_the_pause_allows():
    stream = Stream(pause_ms=100, delay_ms=25)
    stream.changed("waiting", 1000)
    told(stream, 5, 1025)
    stream.changed("waiting", 1030)
    assert told(stream, 6, 1124) == []
    assert told(stream, 6, 1125)[0]["after"] == 5


def test_a_fact_said_at_once_takes_the_states_along():
    stream = Stream(pause_ms=100, delay_ms=25)
    stream.changed("waiting", 1000)
    stream.tell(6, {"kind": "call", "call": 6}, 1001, at_once=True)
    assert told(stream, 6, 1001) == [
        {"sequence": 6, "after": 0, "kind": "call", "call": 6, "also": [{"kind": "waiting", "waiting": 7}]}
    ]
    assert told(stream, 6, 2000) == []


def test_facts_of_one_moment_are_told_in_their_order():
    stream = Stream(pause_ms=100, delay_ms=25)
    for seq in (6, 8):
        stream.tell(seq, {"kind": "call", "call": seq}, 1000, at_once=True)
    assert [(news["after"], news["sequence"]) for news in told(stream, 9, 1000)] == [(0, 6), (6, 8)]


def test_a_state_that_cannot_be_read_stays_owed_and_the_fact_goes_out():
    stream = Stream(pause_ms=100, delay_ms=25)
    stream.changed("waiting", 1000)
    stream.tell(6, {"kind": "call", "call": 6}, 1000, at_once=True)
    assert [news["kind"] for news in stream.messages(6, lambda state: None, 1000)] == ["call"]
    stream.changed("waiting", 1500)
    assert [news["kind"] for news in told(stream, 7, 3000)] == ["waiting"]


def test_a_state_that_comes_late_waits_for_the_next_event():
    stream = Stream(pause_ms=100, delay_ms=25)
    stream.changed("waiting", 1000)
    stream.tell(6, {"kind": "call", "call": 6}, 1000, at_once=True)
    list(stream.messages(6, lambda state: None, 1000))
    assert told(stream, 6, 5000) == []
    stream.changed("office", 6000)
    assert [news["sequence"] for news in told(stream, 7, 6100)] == [7]


def test_who_listens_no_more_is_owed_nothing():
    stream = Stream(pause_ms=100, delay_ms=25)
    stream.changed("waiting", 1000)
    stream.forget()
    assert not stream.owes(9999)


@given(st.lists(st.tuples(st.sampled_from(["fact", "at once", "state"]), st.integers(0, 60)), max_size=60))
def test_whatever_happens_sequences_rise_and_none_is_left_untold(steps):
    stream = Stream(pause_ms=100, delay_ms=25)
    now_ms, heard, facts = 0.0, [], []
    for seq, (what, passed_ms) in enumerate(steps, start=1):
        now_ms += passed_ms
        heard += told(stream, seq - 1, now_ms)
        stream.changed("waiting", now_ms)
        if what != "state":
            facts.append(seq)
            stream.tell(seq, {"kind": "call"}, now_ms, at_once=what == "at once")
    heard += told(stream, len(steps), now_ms + 1000)
    sequences = [news["sequence"] for news in heard]
    assert sequences == sorted(set(sequences))
    assert [news["after"] for news in heard] == [0, *sequences][: len(heard)]
    assert set(facts) <= set(sequences)
    assert not stream.owes(now_ms + 2000)
    if steps:
        last = heard[-1]
        assert last["kind"] == "waiting" or last["also"]
