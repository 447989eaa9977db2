"""What static/past.js has to say, as message ids."""

WORDS: tuple[str, ...] = (
    # what happened
    "Ticket given",
    "Called",
    "Put back into the line",
    "Came back into the line",
    "Sent on",
    "Cancelled",
    "Priority changed",
    "Was undone",
    # what did not follow the rule
    "Given with priority by the staff",
    "Was called out of turn",
    "Came back and kept the place",
    "Moved without having been served",
    "Cancelled by the staff",
    "Priority changed by the staff",
    "A call was undone",
    "Finished before anybody could come",
    "Put on hold before anybody could come",
    "Went on after a long hold",
    "Went on with what is not served at that counter",
    # where, and by whom
    "Counter %(n)s",
    "Kiosk",
    "Phone",
    "Call button",
    "Program",
    # the list
    "Only what did not follow the rule",
    "Everything went by the rule today.",
    "Nothing has happened today.",
    "Earlier ones",
)

#: What did not follow the rule, by what `GET /api/history` calls it; and the hands that are told.
EXCEPTIONS = {
    "issued": "Given with priority by the staff",
    "called": "Was called out of turn",
    "put-back": "Put back into the line",
    "returned": "Came back and kept the place",
    "transferred": "Moved without having been served",
    "cancelled": "Cancelled by the staff",
    "class": "Priority changed by the staff",
    "undone": "A call was undone",
    "finished": "Finished before anybody could come",
    "held": "Put on hold before anybody could come",
    "resumed": "Went on after a long hold",
    "continued": "Went on with what is not served at that counter",
}
HANDS = {"kiosk": "Kiosk", "phone": "Phone", "button": "Call button", "program": "Program"}
