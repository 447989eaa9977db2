"""The statistics' answers as bytes: JSON as the API tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from server.answering import Answering
from server.office.questions import Question

Words = Mapping[str, Any]


def answer(answering: Answering, kind: str, question: Question, words: Words | None = None) -> bytes:
    """The answer of a kind: `rows` and `page` are JSON."""
    return encoded(answering.page(question) if kind == "page" else answering.rows(question))


def encoded(told: Any) -> bytes:
    """An answer as JSON."""
    return json.dumps(told, separators=(",", ":"), allow_nan=False).encode()
