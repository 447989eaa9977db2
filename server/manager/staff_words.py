"""What the staff page says."""

from server.wording import Message

WORDS: tuple[Message, ...] = (
    # members
    "Works at counters",
    "Manages the office",
    "Signed in since %(time)s",
    "Not signed in",
    "Counter %(n)s",
    "Locked after too many wrong passwords",
    "Has still to choose a password",
    "Does not work here any more",
    "Lift the lock",
    "Add again",
    "Change…",
    "“%(name)s” may sign in.",
    # what is changed
    "Task",
    "New password",
    "Your own password",
    "Whoever works at counters comes to these pages no more: only another manager can then give you this task again.",
    "At least 8 characters. %(name)s is signed out everywhere, and chooses another one at the next sign-in.",
    "Save",
    "Remove from the staff…",
    "Shall “%(name)s” be signed out, and not sign in any more?",
    "The name stays with what they did.",
    "Yes, remove",
    "No",
    "“%(name)s” has another task now.",
    "“%(name)s” may not sign in any more.",
    # somebody new
    "“%(name)s” signs in with “%(password)s” now, and then chooses another one: please tell them.",
    "At least 8 characters, please.",
    "A name, please.",
    # sign-ins
    "Signed in",
    "Signed out",
    "Signed out: signed in elsewhere",
    "Signed out: %(name)s signed in at the same browser",
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
