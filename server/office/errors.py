"""Every refusal of the office, each with its kind; `server.problems` alone turns one into an answer."""


class OfficeError(Exception):
    """Root of all refusals.

    `kind` names it for machines (`/problems/<kind>`). `message` is an English template: the values
    fill it, and translators know it as their message id.
    """

    kind = "refused"
    message = "This cannot be done."

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.message % values)


class UnknownService(OfficeError, LookupError):
    kind = "unknown-service"
    message = "There is no service “%(service)s”."


class UnknownCounter(OfficeError, LookupError):
    kind = "unknown-counter"
    message = "There is no counter %(counter)s."


class UnknownTicket(OfficeError, LookupError):
    kind = "unknown-ticket"
    message = "There is no ticket with the id %(ticket)s."


class UnknownClass(OfficeError, LookupError):
    kind = "unknown-class"
    message = "There is no priority class “%(priority)s”."


class UnknownLanguage(OfficeError, ValueError):
    kind = "bad-language"
    message = "This office does not speak “%(language)s”."


class BadReason(OfficeError, ValueError):
    kind = "bad-reason"
    message = "“%(reason)s” is not one of the reasons of this office."


class BadCount(OfficeError, ValueError):
    kind = "bad-count"
    message = "“%(code)s” cannot be counted so: only what this service lists, from 1 to 99 of each."


class BadTarget(OfficeError, ValueError):
    kind = "bad-target"
    message = "A transfer names either a service or a counter."


class BadSetting(OfficeError, ValueError):
    kind = "bad-setting"
    message = "The setting “%(key)s” cannot be that: %(why)s."


class BadQuestion(OfficeError, ValueError):
    kind = "bad-question"
    message = "The statistics cannot be asked for %(parameter)s=%(value)s. Possible: %(allowed)s."


class BadValue(BadQuestion):
    message = "The statistics cannot be asked for %(parameter)s=%(value)s. For example: %(allowed)s."


class EndsTooSoon(BadQuestion):
    message = "The end of the period lies before its beginning: %(parameter)s=%(value)s."


class TooManyYears(BadQuestion):
    message = "At most %(most)s years can be asked for at once: %(parameter)s=%(value)s is too far away."


class TooFine(OfficeError, ValueError):
    kind = "too-fine"
    message = "This would be more than %(most)s rows: please ask for a shorter period, or for less detail."


class UnknownDay(OfficeError, LookupError):
    """`before`, `after`: the business days (ISO dates) beside it, or None."""

    kind = "unknown-day"
    message = "There was no business day on %(day)s."


class FiguresBusy(OfficeError):
    kind = "figures-busy"
    message = "Several questions of the statistics are being answered already. Please ask again in a moment."


class FiguresUnavailable(OfficeError):
    kind = "figures-unavailable"
    message = "The figures could not be computed just now. Please ask again, or for a shorter period."


class OfficeClosed(OfficeError):
    kind = "office-closed"
    message = "This service is not open now."


class LastTicketGiven(OfficeError):
    kind = "last-ticket"
    message = "The last ticket of today for this service has been given."


class QuotaReached(OfficeError):
    kind = "quota-reached"
    message = "All of today’s tickets for this service have been given."


class ServicePaused(OfficeError):
    kind = "paused"
    message = "This service is interrupted for the moment. Please come back later, or ask the staff."


class KioskPaused(OfficeError):
    kind = "kiosk-paused"
    message = "This kiosk is out of use for the moment. Please take another one, or ask the staff."


class TooManyTickets(OfficeError):
    kind = "too-many-tickets"
    message = "Many tickets were taken here just now. Please wait a moment, then try again."


class ClassNotDeclared(OfficeError, ValueError):
    kind = "class-not-declared"
    message = "Priority for “%(priority)s” is given by the staff: please ask at a counter."


class UnlawfulMove(OfficeError):
    kind = "unlawful-move"
    message = "Ticket %(number)s is %(state)s: it cannot be %(done)s."


class EarlierDay(OfficeError):
    kind = "unlawful-move"
    message = "Ticket %(number)s is of an earlier day: please take a new one."


class CounterUnlawful(OfficeError):
    kind = "unlawful-move"
    message = "Counter %(counter)s is %(state)s: it cannot be %(done)s."


class CounterBusy(OfficeError):
    kind = "counter-busy"
    message = "Counter %(counter)s still has ticket %(number)s: decide about it first."


class CounterClosed(OfficeError):
    kind = "counter-closed"
    message = "Counter %(counter)s is %(state)s."


class NoTicketHere(OfficeError):
    kind = "no-ticket"
    message = "Counter %(counter)s has no ticket."


class NotAtThisCounter(OfficeError):
    kind = "elsewhere"
    message = "Ticket %(number)s is at counter %(counter)s."


class NotForThisCounter(OfficeError):
    kind = "elsewhere"
    message = "Ticket %(number)s waits for counter %(counter)s."


class NotYourCounter(OfficeError, PermissionError):
    kind = "not-your-counter"
    message = "Another clerk works at counter %(counter)s."


class WorksElsewhere(NotYourCounter):
    message = "You work at another counter: open counter %(counter)s first."


class ClerkBusy(OfficeError):
    kind = "counter-busy"
    message = "You still have ticket %(number)s at counter %(counter)s."


class Stale(OfficeError):
    kind = "stale"
    message = "Meanwhile something else happened at counter %(counter)s: please look again."


class TooSoon(OfficeError):
    kind = "too-soon"
    message = "Ticket %(number)s must be called %(calls)s times and have %(wait_s)s seconds to come."


class TooLate(OfficeError):
    kind = "too-late"
    message = "It is too late to undo this."


class NothingToUndo(OfficeError):
    kind = "nothing-to-undo"
    message = "There is nothing to undo at counter %(counter)s."


class NotAsked(OfficeError):
    kind = "not-asked"
    message = "Nobody asks now whether it is still the same day."


class StoreUnavailable(OfficeError, OSError):
    kind = "store-unavailable"
    message = "Nothing can be stored at the moment. Nothing was done: please try again."


class TooManyWaiting(OfficeError):
    kind = "too-many-waiting"
    message = "Too much is happening at once. Nothing was done: please try again."
