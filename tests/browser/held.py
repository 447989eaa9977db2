"""Requests of a page that a test holds back."""

from playwright.sync_api import Page, Route


class Held:
    """From now on the requests to `address` have no answer until the test lets them go on."""

    def __init__(self, page: Page, address: str) -> None:
        self._page = page
        self._holds = True
        self.requests: list[Route] = []
        page.route(address, self._hear)

    def _hear(self, route: Route) -> None:
        self.requests.append(route)
        if not self._holds:
            route.continue_()

    def go_on(self) -> None:
        """As soon as one is there, they go to the office: a page that had no answer for long has sent its own anew."""
        while not self.requests:
            self._page.wait_for_timeout(10)
        self._holds = False
        for route in list(self.requests):
            route.continue_()
