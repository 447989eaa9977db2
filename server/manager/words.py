"""What the manager page's scripts say, as message ids; a pair is a plural."""

from server.wording import Message

WORDS: tuple[Message, ...] = (
    # durations
    "%(n)s s",
    "%(n)s min",
    "%(h)s h %(n)s min",
    "more than %(time)s",
    # figures
    "n = %(n)s",
    "n = %(n)s; %(left)s of them still wait or have left",
    ("shown from %(n)s value", "shown from %(n)s values"),
    "the longest for %(time)s",
    "Nobody is waiting",
    "of %(n)s called",
    "Nobody is called yet",
    # turning the day
    ("%(n)s visit is still open, and ends.", "%(n)s visits are still open, and end."),
    "Nobody waits, and nobody is being served.",
    "The office does not answer. Please try again.",
    # devices
    "Right",
    "Not confirmed",
    "The page of each counter asks whether it is right: please answer there.",
    "Some recordings of the voice are missing or cannot be used.",
    "Nothing of the office’s logo would be seen: the papers are printed without it.",
    "This computer has no pins for buttons.",
    "The pins of a button cannot be used.",
    "A button is stuck.",
    "A button gives presses that nobody made.",
    # the connection
    "Live",
    "No connection since %(time)s",
)
