"""What each figure is called and means stands once, and is the same on pages, in files and in the documents."""

import json
from pathlib import Path

from server.api.figures_answers import Row
from server.figures.export_words import words
from server.figures.left_out_words import left_out
from server.figures.measure_words import measures
from server.office.counted import LEFT_OUT
from server.office.measures import MEDIAN_FROM, P90_FROM
from tests import figures_sample

DOCUMENT = (Path(__file__).parents[3] / "docs" / "measures.md").read_text("utf-8")
MEASURES = measures(str)
#: Of a row, what is no figure, or is told in another one's words.
NO_FIGURES = {"key", "provisional", "left_out", "level", "calls", "time"}


def test_each_figure_is_defined_in_the_document_word_for_word():
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("| ") and "`" in line]
    assert rows == [f"| {each.name} | `{key}` | {each.definition} |" for key, each in MEASURES.items()]


def test_each_reason_for_leaving_out_stands_in_the_document():
    assert set(left_out(str)) == set(LEFT_OUT)
    assert [code for code in LEFT_OUT if f"`{code}`" not in DOCUMENT] == []


def test_each_figure_of_a_row_has_its_definition():
    assert {key.partition(".")[0] for key in MEASURES} == (set(Row.model_fields) - NO_FIGURES) | {
        "level",
        "calls",
        "time",
    }
    assert len({each.name for each in MEASURES.values()}) == len(MEASURES)
    assert all(each.definition.endswith((".", ").")) for each in MEASURES.values())


def test_each_column_of_a_file_is_something_in_a_row():
    row = json.loads(figures_sample.FILE.read_text("utf-8"))["total"]
    for column in words(str)["heads"]:
        path = column.removesuffix(".more_than_s").split(".")
        assert path[0] in row
        assert path[0] == "left_out" or len(path) == 1 or path[1] in row[path[0]]


def test_files_say_from_which_number_of_values_on_a_figure_is_shown():
    told = words(str)["measures"]
    assert told["Wait"][1:] == [MEDIAN_FROM, P90_FROM]
    assert len(told["Came"]) == 1
