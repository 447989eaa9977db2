"""The month that the pages' tests draw is told as the API tells any."""

import json
from typing import Any

from tests import figures_sample

#: What is named by what happened.
OF_THE_DAYS = {"left_out", "by_reason"}


def shape(told: Any) -> Any:
    """The names in an answer; of a list, those of its first row."""
    if isinstance(told, list):
        return [shape(each) for each in told[:1]]
    if isinstance(told, dict):
        return {name: None if name in OF_THE_DAYS else shape(value) for name, value in told.items()}
    return None


def test_the_sample_has_the_shape_of_an_answer():
    kept = json.loads(figures_sample.FILE.read_text("utf-8"))
    told = json.loads(figures_sample.text())
    assert shape(kept) == shape(told), "`python -m tests.figures_sample` writes it anew"
    assert {row["provisional"] for row in kept["days"]} == {True, False}
    assert any(row["wait"]["median_s"] is None for row in kept["heat"])
    assert any(isinstance(row["wait"]["p90_s"], dict) for row in kept["days"])
