"""Requests of a page that a test holds back."""

from playwright.sync_api import Page, Route


class Held:
    """From now on the requests to `address` have no answer until the test lets them go on."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self.requests: list[Route] = []
        page.route(address, lambda route: self.requests.append(route))

    def go_on(self) -> None:
        """The first of them, as soon as it is there, goes to the office."""
        while not self.requests:
            self._page.wait_for_timeout(10)
        self.requests[0].continue_()
