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
    # devices
    "Ready",
    "Simulated",
    "Out of order",
    "None",
    "Right",
    "Not confirmed",
    "The printer has no paper.",
    "The paper is running out.",
    "The cover of the printer is open.",
    "The printer cannot be reached: is it switched on and connected?",
    "The printer does not say how it is.",
    "The printer has stopped.",
    "The voice is starting again.",
    "The voice cannot be made on this computer.",
    "The disk is full.",
    "This computer has no pins for buttons.",
    "The pins of a button cannot be used.",
    "A button is stuck.",
    "It has not been used yet.",
    # the connection
    "Live",
    "No connection since %(time)s",
)
