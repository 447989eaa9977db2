"""The verbs: everything that anybody does in the office is one of these, over one transaction.

Each checks that it is lawful, then records events; nothing else changes anything. Every verb raises an
OfficeError when it is refused, and has then changed nothing. `expect` is the open ticket (its id, or None)
that the caller sees at the counter: where another is there, the verb is refused as Stale.
"""

from server.desk.at import UNSAID, Expect
from server.desk.calling import call, call_next, no_show, put_back, recall, start
from server.desk.counters import close, open_counter, pause, undo
from server.desk.days import begin_day, confirm_clock, confirm_day, found, turn_day
from server.desk.displays import arrange_display
from server.desk.issuing import issue
from server.desk.opening import set_hours
from server.desk.pausing import pause_kiosk, pause_service
from server.desk.ruling import change_rules
from server.desk.serving import continue_service, finish, hold, resume, transfer
from server.desk.visits import cancel, change_class, order_receipt, receipt_failed, receipt_printed, return_ticket

__all__ = [
    "UNSAID",
    "Expect",
    "arrange_display",
    "begin_day",
    "call",
    "call_next",
    "cancel",
    "change_class",
    "change_rules",
    "close",
    "confirm_clock",
    "confirm_day",
    "continue_service",
    "finish",
    "found",
    "hold",
    "issue",
    "no_show",
    "open_counter",
    "order_receipt",
    "pause",
    "pause_kiosk",
    "pause_service",
    "put_back",
    "recall",
    "receipt_failed",
    "receipt_printed",
    "resume",
    "return_ticket",
    "set_hours",
    "start",
    "transfer",
    "turn_day",
    "undo",
]
