"""HTTP clients that cost little: one loop for all of them, so that the office has the machine to itself."""

import heapq
import itertools
import json
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

_PIECE = 1 << 16


class Answered(NamedTuple):
    """One answer: from the first byte sent to the last one received."""

    took_s: float
    status: int
    body: bytes


class Client:
    """One connection, kept open, that sends its requests one after the other.

    `every_s`: a request begins no sooner than this after the one before it began; 0 is as soon as it is answered.
    """

    def __init__(self, port: int, requests: Iterable[bytes], every_s: float = 0.0) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers: list[Answered] = []
        self.every_s = every_s
        self.sent_s = 0.0
        self._requests = iter(requests)
        self._received = b""

    def send(self) -> bool:
        """Send the next request; False when there is none."""
        request = next(self._requests, None)
        if request is None:
            return False
        self.sent_s = time.perf_counter()
        self.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """Take what has come; True when that completes an answer. Raises ConnectionError."""
        piece = self.socket.recv(_PIECE)
        now_s = time.perf_counter()
        if not piece:
            raise ConnectionError("the office closed a connection")
        self._received += piece
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _length(head):
            return False
        self.answers.append(Answered(now_s - self.sent_s, int(head[9:12]), body))
        self._received = b""
        return True


def _length(head: bytes) -> int:
    for field in head.split(b"\r\n")[1:]:
        name, _, value = field.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ConnectionError("an answer without Content-Length")


def serve(clients: Sequence[Client], beside: Sequence[Client] = (), within_s: float = 60.0) -> float:
    """Let all clients work at once until `clients` are done; `beside` go on as long. Gives the seconds it took.

    Raises TimeoutError after `within_s`.
    """
    began_s = time.perf_counter()
    left = {client for client in clients if client.send()}
    due = [(0.0, number, client) for number, client in enumerate(beside)]
    numbers = itertools.count(len(beside))
    with selectors.DefaultSelector() as selector:
        for client in (*clients, *beside):
            selector.register(client.socket, selectors.EVENT_READ, client)
        while left:
            now_s = time.perf_counter()
            if now_s - began_s > within_s:
                raise TimeoutError(f"{len(left)} clients still wait after {within_s} s")
            while due and due[0][0] <= now_s:
                heapq.heappop(due)[2].send()
            for key, _ in selector.select(due[0][0] - now_s if due else 1.0):
                client = key.data
                if not client.receive():
                    continue
                if client.every_s:
                    heapq.heappush(due, (client.sent_s + client.every_s, next(numbers), client))
                elif not client.send():
                    left.discard(client)
    return time.perf_counter() - began_s


def close(clients: Iterable[Client]) -> None:
    """Let go of their connections."""
    for client in clients:
        client.socket.close()


def request(method: str, path: str, token: str | None = None, body: Any = None) -> bytes:
    """The bytes of a request of a program."""
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def issuing(token: str, count: int, services: Sequence[str]) -> Iterator[bytes]:
    """Requests for so many tickets, of all services in turn."""
    each = [request("POST", "/api/tickets", token, {"service": code, "language": "ar"}) for code in services]
    return itertools.islice(itertools.cycle(each), count)
