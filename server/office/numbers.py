"""The numbers on the tickets: a prefix and at least three digits."""


def sequence(prefix: str, numbering: str) -> str:
    """The name of the sequence that a prefix draws from: `plain` numbering has only one."""
    return "" if numbering == "plain" else prefix


def written(prefix: str, serial: int, numbering: str) -> str:
    """The number as people see and hear it: `A007`, `A1000`, `007` when numbering is plain.

    >>> written("A", 7, "latin"), written("A", 1000, "latin"), written("A", 7, "plain")
    ('A007', 'A1000', '007')
    """
    return f"{sequence(prefix, numbering)}{serial:03d}"
