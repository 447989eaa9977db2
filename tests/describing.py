"""The description of the API: half of the work of making an application, and few tests read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod

import pytest
from flask_openapi3 import APIBlueprint

_MADE = APIBlueprint.__init__


@contextmanager
def describing(wanted: bool) -> Iterator[None]:
    """Applications that are made meanwhile describe their API, or do not; what it does is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(APIBlueprint, "__init__", partialmethod(_MADE, doc_ui=wanted))
        yield
