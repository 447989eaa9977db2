"""What static/reasons.js has to say, as message ids."""

WORDS: tuple[str, ...] = (
    # why a ticket is made void
    "A prank",
    "Taken twice",
    "A mistake",
    # why a counter or a service pauses
    "A break",
    "Prayer",
    "An errand",
    "The system is down",
    # why somebody is called out of turn
    "Is unwell",
    "Has an appointment",
    "Was sent back from another desk",
    "An emergency",
    "Another reason",
    # how a service ended
    "Settled",
    "Something was missing",
    "Was refused",
    "Was sent to another office",
)

#: What the reasons of an exception are called that an office has not named itself, by their code.
REASONS = {
    "prank": "A prank",
    "duplicate": "Taken twice",
    "mistake": "A mistake",
    "unwell": "Is unwell",
    "appointment": "Has an appointment",
    "sent-back": "Was sent back from another desk",
    "emergency": "An emergency",
    "other": "Another reason",
}
