"""Screens that cost little: websockets that follow a namespace, read by one loop."""

import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import websocket

_PIECE = 1 << 16
_WITHIN_S = 10


class Screen:
    """One who follows a namespace (Socket.IO 5 over Engine.IO 4), with its snapshot behind it."""

    def __init__(self, port: int, namespace: str, token: str | None = None, **auth: Any) -> None:
        self._websocket = websocket.create_connection(
            f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket",
            timeout=_WITHIN_S,
            header=[f"Authorization: Bearer {token}"] if token else [],
            suppress_origin=True,
        )
        assert self._websocket.sock is not None
        self.socket: socket.socket = self._websocket.sock
        self._received = b""
        self._await("0")
        self._websocket.send(f"40{namespace},{json.dumps(auth)}")
        self._await(f"40{namespace},")
        self._await(f'42{namespace},["snapshot"')

    def _await(self, beginning: str) -> None:
        """Take what comes until a message with this beginning; before anything is read by `messages`."""
        while not (message := str(self._websocket.recv())).startswith(beginning):
            if message.startswith("44"):
                raise ConnectionError(message)
            self._pong(message.encode())

    def messages(self) -> Iterator[tuple[float, bytes]]:
        """All that has come, each with the moment at which it was taken from the socket (perf_counter)."""
        piece = self.socket.recv(_PIECE)
        now_s = time.perf_counter()
        if not piece:
            raise ConnectionError("the office closed a screen")
        self._received += piece
        while (frame := _frame(self._received)) is not None:
            message, self._received = frame
            if not self._pong(message):
                yield now_s, message

    def _pong(self, message: bytes) -> bool:
        """Answer Engine.IO's ping; whether it was one."""
        if message == b"2":
            self._websocket.send("3")
        return message == b"2"

    def close(self) -> None:
        """Go away without a word."""
        self.socket.close()


def _frame(data: bytes) -> tuple[bytes, bytes] | None:
    """The first frame of a server (RFC 6455: whole, not masked) and what comes after it; None: not all is here."""
    if len(data) < 2:
        return None
    start, length = 2, data[1] & 0x7F
    if length >= 126:
        start = 4 if length == 126 else 10
        length = int.from_bytes(data[2:start])
    if len(data) < start + length:
        return None
    return data[start : start + length], data[start + length :]
