"""The table of the benchmarks is honest: what counts is the median, and it says so."""

import pytest

from tests.bench.table import of_rounds


@pytest.mark.parametrize(
    ("values", "bound", "at_least", "verdict"),
    [
        ([10, 40, 50], 30, False, "short"),
        ([10, 20, 50], 30, False, "ok"),
        ([500, 300, 200], 400, True, "short"),
        ([500, 450, 200], 400, True, "ok"),
    ],
)
def test_one_lucky_round_does_not_count(values, bound, at_least, verdict):
    row = of_rounds("a figure", values, " ms", bound, at_least=at_least)
    assert (row.value, row.verdict) == (values[1], verdict)


def test_the_best_round_stands_beside_the_median():
    assert of_rounds("latency", [30.25, 12, 20], " ms", 30).note == "median of 3 rounds: 30.2, 12, 20; best 12"
    rate = of_rounds("rate", [300, 500, 400], "/s", 400, at_least=True, what="offices")
    assert rate.note == "median of 3 offices: 300, 500, 400; best 500"
