"""The names this machine answers to, and whether a request came from the machine itself.

A page of another site whose name is pointed at this machine (DNS rebinding) would otherwise speak with
the office as if it were one of its own pages.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_HOST = re.compile(r"(?P<name>\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(?P<port>\d{1,5}))?", re.ASCII)
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_DEFAULT_PORTS = {"http": "80", "https": "443"}
#: What a proxy adds: behind one, every visitor seems to be on this machine.
_PROXY_HEADERS = frozenset({"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP"})
_IPV4, _IPV6 = Path("/proc/net/fib_trie"), Path("/proc/net/if_inet6")
_REMEMBERED = 64


class Hosts:
    """The names of this machine: loopback, its own name with and without `.local`, its addresses, `public_url`."""

    def __init__(
        self,
        public_url: str | None = None,
        machine: str | None = None,
        addresses: Callable[[], frozenset[str]] | None = None,
    ) -> None:
        machine = (machine or socket.gethostname()).lower()
        self._addresses = addresses or own_addresses
        self._names = _LOOPBACK_NAMES | {machine, f"{machine.partition('.')[0]}.local"}
        self._public = urlsplit(public_url or "")
        self._remembered: set[str] = set()

    def knows(self, host: str) -> bool:
        """Whether a request with this `Host` header (name, and perhaps a port) is meant for this machine."""
        if host in self._remembered:
            return True
        name = name_of(host)
        known = name is not None and (
            name in self._names or name == self._public.hostname or name.strip("[]") in self._addresses()
        )
        if known and len(self._remembered) < _REMEMBERED:
            self._remembered.add(host)
        return known

    def is_public(self, host: str) -> bool:
        """Whether the request was sent to `public_url`, and so perhaps through a proxy."""
        return self._public.hostname is not None and name_of(host) == self._public.hostname

    def is_secure(self, host: str) -> bool:
        """Whether the browser reached `host` over TLS, as far as we can know: it is an https `public_url`."""
        return self._public.scheme == "https" and self.is_public(host)


def name_of(host: str) -> str | None:
    """The name in a `Host` header, in small letters; None when it is no name at all."""
    match = _HOST.fullmatch(host)
    return match["name"].lower().removesuffix(".") if match else None


def same_host(origin: str, host: str) -> bool:
    """Whether an `Origin` names the same host and port as the `Host` header."""
    scheme, separator, rest = origin.partition("://")
    theirs, ours = _HOST.fullmatch(rest), _HOST.fullmatch(host)
    default = _DEFAULT_PORTS.get(scheme)
    if not (separator and default and theirs and ours):
        return False
    return (theirs["name"].lower(), theirs["port"] or default) == (ours["name"].lower(), ours["port"] or default)


def from_this_machine(environ: Mapping[str, Any]) -> bool:
    """Whether a request (its WSGI environ) came over loopback, straight: a proxy on this machine speaks for others."""
    if not is_loopback(environ.get("REMOTE_ADDR") or ""):
        return False
    return not any(key in _PROXY_HEADERS or key.startswith("HTTP_X_FORWARDED_") for key in environ)


@lru_cache(maxsize=256)
def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own, as IPv4, IPv6 or the one inside the other."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(ip, "ipv4_mapped", None) or ip).is_loopback


def own_addresses() -> frozenset[str]:
    """The addresses that this machine has at present, as its kernel lists them (Linux: proc(5)); else none."""
    return frozenset(_ipv4() | _ipv6())


def _ipv4() -> set[str]:
    """A local address stands in the trie one line above its "/32 host LOCAL"."""
    try:
        lines = _IPV4.read_text("ascii").splitlines()
    except OSError:
        return set()
    return {line.split()[-1] for line, kind in pairwise(lines) if kind.strip() == "/32 host LOCAL"}


def _ipv6() -> set[str]:
    try:
        lines = _IPV6.read_text("ascii").splitlines()
    except OSError:
        return set()
    return {str(ipaddress.IPv6Address(int(line.split()[0], 16))) for line in lines}
