"""The clock of a page, installed before the page was loaded: it stands still however long the machine takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error, Page


def stop(page: Page, ahead_s: float = 2) -> None:
    """From now on time passes at the page when it is told; it is `ahead_s` later there than it was.

    A busy machine may take longer than that between reading and stopping it: then it stands already, and the second
    time cannot be late.
    """
    try:
        _pause(page, ahead_s)
    except Error:
        _pause(page, ahead_s)


def _pause(page: Page, ahead_s: float) -> None:
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + ahead_s)


@contextmanager
def standing_still(page: Page) -> Iterator[None]:
    """Meanwhile no press is a long one, however slow this machine; and none follows quickly upon the one before."""
    stop(page, ahead_s=5)
    yield
    page.clock.resume()
