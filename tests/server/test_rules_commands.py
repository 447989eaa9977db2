"""`python -m server rules …`: it prints what stands, and one sentence for whatever is wrong."""

import pytest

from tests.server.commands import refused, run

STANDS = [
    "start_after_s  0",
    "sign_in_tries  10",
    "target_min     15",
    "goal_percent   80",
    "outcomes       done, incomplete, refused, referred",
]


def test_what_stands_is_shown_and_what_is_set_is_kept(folder):
    assert run(folder, "rules", "show").stdout.splitlines() == STANDS
    changed = ["start_after_s  20", *STANDS[1:]]
    assert run(folder, "rules", "set", "start_after_s", "20").stdout.splitlines() == changed
    assert run(folder, "rules", "show").stdout.splitlines() == changed
    said = run(folder, "rules", "set", "outcomes", "granted, incomplete").stdout.splitlines()
    assert said[-1] == "outcomes       granted, incomplete"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("undo_s", "3"),
            "“undo_s” is none of these: start_after_s, sign_in_tries, target_min, goal_percent, outcomes.",
        ),
        (("start_after_s", "soon"), "“soon” is no whole number."),
        (("start_after_s", "5"), "neither 0 nor a number from 10 to 120"),
        (("sign_in_tries", "99"), "not a number from 3 to 50"),
        (("target_min", "0"), "not a number from 1 to 240"),
        (("outcomes", "done,done"), "not a list of different codes"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(folder, words, sentence):
    assert sentence in refused(run(folder, "rules", "set", *words))
