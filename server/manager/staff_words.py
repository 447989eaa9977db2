"""What the staff page says."""

from server.wording import Message

WORDS: tuple[Message, ...] = (
    # members
    "Works at counters",
    "Manages the office",
    "Signed in since %(time)s",
    "Not signed in",
    "Counter %(number)s",
    "Locked after too many wrong passwords",
    "Has still to choose a password",
    "Does not work here any more",
    "What %(name)s does here",
    "New password",
    "A password for the first time: %(name)s chooses another one at the next sign-in.",
    "Save",
    "No",
    "Lift the lock",
    "Let go",
    "Take on again",
    "Shall “%(name)s” be signed out, and not sign in any more?",
    "Yes, let go",
    "“%(name)s” has a new password, and is signed out everywhere.",
    "“%(name)s” may sign in.",
    "“%(name)s” may not sign in any more.",
    "“%(name)s” has another role now.",
    "At least 8 characters, please.",
    "A name, please.",
    # sign-ins
    "Signed in",
    "Signed out",
    "Signed out here: signed in elsewhere",
    "Signed out here: %(name)s signed in at the same browser",
    "Wrong password",
    "Tried while locked",
    "Tried, and does not work here any more",
    "Wrong password: the sign-in is locked now",
    "The lock was lifted",
    "The lock was lifted by %(name)s",
    "Everybody",
    "Nobody has signed in yet.",
    # the connection
    "Live",
    "No connection since %(time)s",
    "The office does not answer. Please try again.",
)
