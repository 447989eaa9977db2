"""The codes of tickets on phones: whoever holds one follows that ticket, nobody can guess one.

A code is the ticket's id and a message authentication code over it, 80 bits of HMAC-SHA256, both in Crockford's
base32: nothing is kept for a ticket, and whoever tries a million codes a second needs longer than the sun has.
"""

from hashlib import sha256
from hmac import compare_digest
from hmac import digest as hmac
from secrets import token_hex

#: What the key is called among the office's secrets.
PURPOSE = "track"
KEY_BYTES = 32
MAC_BYTES = 10

#: https://www.crockford.com/base32.html: without I, L, O and U. The first three are read as 1, 1 and 0.
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_MAC_DIGITS = MAC_BYTES * 8 // 5
#: The id of a ticket is a row of the data file: at most 2⁶³ - 1, thirteen digits.
_LARGEST_ID = 2**63 - 1
_LONGEST = 13 + _MAC_DIGITS


def new_key() -> str:
    """A new key of 256 random bits, in hex, as the data file keeps it."""
    return token_hex(KEY_BYTES)


class Tracks:
    """The codes made with one key (in hex, as `new_key` gives it)."""

    def __init__(self, key: str) -> None:
        self._key = bytes.fromhex(key)
        if len(self._key) < KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, this one {len(self._key)}")

    def code(self, ticket: int) -> str:
        """The code of a ticket.

        >>> Tracks("00" * 32).code(417)
        'D1WYN9MESMEPQVHXH5'
        """
        mac = int.from_bytes(hmac(self._key, b"track:%d" % ticket, sha256)[:MAC_BYTES])
        return _written(ticket) + _written(mac).rjust(_MAC_DIGITS, "0")

    def path(self, ticket: int) -> str:
        """Where a ticket is on a phone: the path below `public_url`."""
        return f"/t/{self.code(ticket)}"

    def ticket(self, code: str) -> int | None:
        """The id of the ticket that a code was made for; None when it was made for none.

        Small letters and what is easily misread (I, L, O) are taken. Every code that is refused costs the same
        work, however long or odd it is.
        """
        said = code[: _LONGEST + 1]
        said = said.upper().translate(_MISREAD) if said.isascii() else ""
        ticket = _read(said[:-_MAC_DIGITS])
        expected = self.code(ticket)
        return ticket if compare_digest(expected.encode(), said.encode()) and ticket else None


def _written(number: int) -> str:
    digits = ""
    while number:
        number, value = divmod(number, 32)
        digits = _DIGITS[value] + digits
    return digits or "0"


def _read(digits: str) -> int:
    """The number that was written, 0 when none was: no ticket has that id."""
    number = 0
    for digit in digits:
        value = _VALUES.get(digit)
        if value is None:
            return 0
        number = number * 32 + value
    return number if number <= _LARGEST_ID else 0
