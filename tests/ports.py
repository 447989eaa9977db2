"""Ports for servers of tests."""

import socket


def free_port() -> int:
    """A port of 127.0.0.1 at which nobody listens, and which nobody else is given while this process lives.

    Whoever asks the system for a free port is not given one that is taken, though a server may listen there.
    """
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind(("127.0.0.1", 0))
    port: int = taken.getsockname()[1]
    taken.detach()  # it stays taken
    return port
