"""The clock of a page, which stands still however long the machine takes."""

from playwright.sync_api import Error, Page

_AHEAD_S = 2


def stop(page: Page) -> None:
    """From now on time passes at the page when it is told; its clock was installed before it was loaded.

    A busy machine may take longer than `_AHEAD_S` between reading and stopping it: then it stands already, and the
    second time cannot be late.
    """
    try:
        page.clock.pause_at(_ahead_s(page))
    except Error:
        page.clock.pause_at(_ahead_s(page))


def _ahead_s(page: Page) -> float:
    now_ms: float = page.evaluate("Date.now()")
    return now_ms / 1000 + _AHEAD_S
