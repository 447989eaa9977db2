"""What the manager's first page says by its scripts, as message ids; a pair is a plural."""

from server.wording import Message

WORDS: tuple[Message, ...] = (
    # the day
    "Provisional: the day is still running",
    "The day is over: the next ticket begins a new one",
    "No day has begun yet",
    # durations
    "%(n)s s",
    "%(n)s min",
    "%(h)s h %(n)s min",
    "more than %(time)s",
    # figures
    "n = %(n)s",
    "n = %(n)s; %(left)s of them still wait or have left",
    ("shown from %(n)s value", "shown from %(n)s values"),
    "of %(n)s called",
    "Nobody is called yet",
    "of those called %(share)s",
    "Goal of %(share)s: reached",
    "Goal of %(share)s: not reached so far",
    # the room
    "the longest for %(time)s",
    "Nobody is waiting",
    ("%(n)s waits longer than the target", "%(n)s wait longer than the target"),
    ("%(n)s over %(time)s", "%(n)s over %(time)s"),
    "of %(n)s",
    ("%(n)s paused", "%(n)s paused"),
    ("%(n)s closed", "%(n)s closed"),
    "People wait, and no counter is open.",
    "Calling",
    "Serving",
    "Free",
    "Counter %(n)s",
    # turning the day
    ("%(n)s visit is still open, and ends.", "%(n)s visits are still open, and end."),
    "Nobody waits, and nobody is being served.",
    "The office does not answer. Please try again.",
    # devices and screens
    "Right",
    "Not confirmed",
    "The clock is not confirmed.",
    "The page of each counter asks whether it is right: please answer there.",
    "Some recordings of the voice are missing or cannot be used.",
    "Nothing of the office’s logo would be seen: the papers are printed without it.",
    "This computer has no pins for buttons.",
    "The pins of a button cannot be used.",
    "A button is stuck.",
    "A button gives presses that nobody made.",
    "Kiosk",
    "Display",
    "The kiosk",
    "The display",
    "None connected",
    "No connection",
    "Not connected yet",
    "Silent",
    "%(screen)s is silent.",
    "Please touch its screen once.",
    "%(screen)s has had no connection since %(time)s.",
    ("%(n)s screen has had no connection since:", "%(n)s screens have had no connection since:"),
    "See whether it is switched on.",
    # the connection
    "Live",
    "No connection since %(time)s",
)
