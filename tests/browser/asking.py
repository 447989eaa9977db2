"""An office that asks its staff about clock and day, whatever the clock of the machine is worth."""

import json
import re
from typing import Any

from playwright.sync_api import Page, Request, WebSocketRoute

#: How a message begins that is a snapshot of a counter.
SNAPSHOT = '42/counter,["snapshot",'
_ANSWERS = ("/api/clock", "/api/day")


def ask(page: Page, *notices: dict[str, Any]) -> None:
    """From its next load on, the page hears these notices in each snapshot, in the place of the office's own.

    As soon as staff answer, the office's own word counts again: its snapshot may come later than the page's answer.
    """
    asks = True

    def is_answered(request: Request) -> None:
        nonlocal asks
        asks = asks and not (request.method == "POST" and request.url.endswith(_ANSWERS))

    def with_notices(message: str | bytes) -> str | bytes:
        if not asks or not isinstance(message, str) or not message.startswith(SNAPSHOT):
            return message
        head, _, tail = message.partition(",")
        name, snapshot = json.loads(tail)
        return f"{head},{json.dumps([name, snapshot | {'notices': list(notices)}])}"

    def between(socket: WebSocketRoute) -> None:
        office = socket.connect_to_server()
        office.on_message(lambda message: socket.send(with_notices(message)))

    page.on("request", is_answered)
    page.route_web_socket(re.compile("/socket.io/"), between)
