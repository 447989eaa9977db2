"""The numbers on the tickets: a prefix and at least three digits."""

import re
import unicodedata

_TYPED = re.compile(r"([^\W\d_]?)(\d{1,9})")
#: What an Arabic keyboard gives for the letter that the paper writes; a lengthened letter is the same letter.
_ALEFS = str.maketrans({"ا": "أ", "إ": "أ", "آ": "أ", "ٱ": "أ", "ـ": None})


def sequence(prefix: str, numbering: str) -> str:
    """The name of the sequence that a prefix draws from: `plain` numbering has only one."""
    return "" if numbering == "plain" else prefix


def letter(prefix: str, numbering: str) -> str:
    """The prefix as people see it. A ه by itself is taken for a five or a zero from afar: it is lengthened.

    >>> letter("A", "latin"), letter("ه", "arabic"), letter("A", "plain")
    ('A', 'هـ', '')
    """
    return _LENGTHENED.get(prefix, prefix) if sequence(prefix, numbering) else ""


_LENGTHENED = {"ه": "ه\N{ARABIC TATWEEL}"}


def written(prefix: str, serial: int, numbering: str) -> str:
    """The number as people see and hear it: `A007`, `A1000`, `007` when numbering is plain.

    >>> written("A", 7, "latin"), written("A", 1000, "latin"), written("A", 7, "plain")
    ('A007', 'A1000', '007')
    """
    return f"{letter(prefix, numbering)}{serial:03d}"


def read(text: str) -> tuple[str | None, int] | None:
    """What somebody typed as the number of a ticket: its prefix, None where there is none, and its serial.

    Small letters, Arabic-Indic digits, missing zeros and signs between the letter and the digits are as good as
    what the paper shows. None: this cannot be a number.

    >>> read(" a102"), read("A-7"), read("١٠٢"), read("هـ ٧"), read("A102B")
    (('A', 102), ('A', 7), (None, 102), ('ه', 7), None)
    """
    plain = unicodedata.normalize("NFKC", text).translate(_ALEFS)
    kept = "".join(sign for sign in plain if unicodedata.category(sign) not in _BETWEEN)
    found = _TYPED.fullmatch(kept.upper())
    return (found[1] or None, int(found[2])) if found else None


#: Spaces, dashes, and the marks of direction that are copied with a number.
_BETWEEN = frozenset({"Zs", "Pd", "Cf"})
