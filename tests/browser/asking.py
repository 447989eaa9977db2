"""An office that asks its staff about clock and day, whatever the clock of the machine is worth."""

import json
import re
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

_SNAPSHOT = '42/counter,["snapshot",'


def ask(page: Page, *notices: dict[str, Any]) -> None:
    """From its next load on, the page hears these notices in each snapshot, in the place of the office's own."""

    def with_notices(message: str | bytes) -> str | bytes:
        if not isinstance(message, str) or not message.startswith(_SNAPSHOT):
            return message
        head, _, tail = message.partition(",")
        name, snapshot = json.loads(tail)
        return f"{head},{json.dumps([name, snapshot | {'notices': list(notices)}])}"

    def between(socket: WebSocketRoute) -> None:
        office = socket.connect_to_server()
        office.on_message(lambda message: socket.send(with_notices(message)))

    page.route_web_socket(re.compile("/socket.io/"), between)
