"""What comes over the wire while a page is loaded, counted by the browser."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page

_QUIET_MS = 300


class Wire:
    """Counts all that a page receives from now on: answers with their heads, and what its socket is told."""

    def __init__(self, line: CDPSession) -> None:
        self.files: dict[str, int] = {}
        self.told = 0
        self._under_way: dict[str, str] = {}
        line.send("Network.enable")
        listeners: dict[str, Callable[[dict[str, Any]], None]] = {
            "Network.requestWillBeSent": self._ask,
            "Network.loadingFinished": self._take,
            "Network.loadingFailed": lambda event: self._under_way.pop(event["requestId"], None) and None,
            "Network.webSocketFrameReceived": self._hear,
        }
        for name, listener in listeners.items():
            line.on(name, listener)

    @property
    def total(self) -> int:
        """Bytes of all of it."""
        return sum(self.files.values()) + self.told

    def await_quiet(self, page: Page) -> None:
        """Wait until everything that was asked for is here, and nothing more is asked for."""
        known = -1
        while self._under_way or known != self.total:
            known = self.total
            page.wait_for_timeout(_QUIET_MS)

    def largest(self, count: int) -> str:
        """The largest files, in kilobytes, in words."""
        files = sorted(self.files.items(), key=lambda file: -file[1])[:count]
        return ", ".join(f"{name} {size / 1000:.0f}" for name, size in files)

    def _ask(self, event: dict[str, Any]) -> None:
        self._under_way[event["requestId"]] = urlsplit(event["request"]["url"]).path.rpartition("/")[2]

    def _take(self, event: dict[str, Any]) -> None:
        name = self._under_way.pop(event["requestId"], None)
        if name is not None:
            self.files[name] = self.files.get(name, 0) + int(event["encodedDataLength"])

    def _hear(self, event: dict[str, Any]) -> None:
        self.told += len(event["response"]["payloadData"].encode())
