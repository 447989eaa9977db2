"""What the office has decided: its services, counters, priority classes and rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.office import hours
from server.office.errors import BadSetting, UnknownClass, UnknownCounter, UnknownService
from server.office.faults import faults
from server.office.hours import Hours

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Service:
    """What people come for. Services with the same `prefix` share one sequence of numbers.

    `documents` are the papers to bring, per language; `colour` is one of the theme's eight; `spoken` is the name as
    the voice says it, where it is written otherwise, `spoken_documents` the papers. Its own `hours` lie within the
    office's. `quota`: so many tickets a business day; `last_ticket_min`: from that minute of the day on none is
    given. `sub_services` are what is counted of it at the counter, such as copies, by code. `target_min`: whoever comes
    for it should be called within so many minutes, where that is not the office's.
    """

    code: str
    prefix: str
    name: Names
    documents: Mapping[str, tuple[str, ...]]
    icon: str
    colour: int
    category: str | None = None
    spoken: Names = field(default_factory=dict)
    hours: Hours = field(default_factory=Hours)
    quota: int | None = None
    last_ticket_min: int | None = None
    spoken_documents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sub_services: Mapping[str, Names] = field(default_factory=dict)
    target_min: int | None = None


@dataclass(frozen=True, slots=True)
class Category:
    """Services that belong together: where there are many, people choose one of these first."""

    code: str
    name: Names
    icon: str
    colour: int


@dataclass(frozen=True, slots=True)
class Counter:
    """A numbered desk. `services` None means all of them: the one-stop window."""

    number: int
    services: frozenset[str] | None
    step_free: bool

    def serves(self, service: str) -> bool:
        """Whether people who come for `service` may be called here."""
        return self.services is None or service in self.services


@dataclass(frozen=True, slots=True)
class PriorityClass:
    """A reason to be called earlier: `head_start_min` minutes of waiting are added.

    `declared` classes are offered at the kiosk, the others are granted by staff. `no_show_s` is the
    time to reach the counter where it is longer than the office's.
    """

    code: str
    name: Names
    head_start_min: int
    declared: bool
    step_free: bool
    no_show_s: int | None
    icon: str
    spoken: Names = field(default_factory=dict)

    @property
    def head_start_ms(self) -> int:
        return self.head_start_min * 60_000


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of domain.md that an office may change.

    A kiosk gives one ticket in `kiosk_pause_s` and `kiosk_per_min` in a minute; 0: as many as are asked for.
    `start_after_s`: so long after the call the service starts by itself; 0: never. `sign_in_tries`: so many wrong
    passwords lock a sign-in. `goal_percent` of all should be called within `target_min`.
    """

    day_starts_at_min: int = 4 * 60
    quiet_s: int = 3 * 3600
    no_show_calls: int = 2
    no_show_s: int = 60
    announcement_s: int = 15
    return_min: int = 60
    pass_over_s: int = 180
    undo_s: int = 30
    kiosk_pause_s: int = 2
    kiosk_per_min: int = 12
    start_after_s: int = 0
    sign_in_tries: int = 10
    target_min: int = 15
    goal_percent: int = 80
    out_of_turn_reasons: tuple[str, ...] = ("unwell", "appointment", "sent-back", "emergency", "other")
    void_reasons: tuple[str, ...] = ("prank", "duplicate", "mistake")
    pause_reasons: tuple[str, ...] = ("break", "prayer", "errand", "system-down")
    kiosk_pause_reasons: tuple[str, ...] = ("no-paper", "cleaning", "out-of-order", "other")
    outcomes: tuple[str, ...] = ("done", "incomplete", "refused", "referred")

    def no_show_after_ms(self, class_s: int | None, queued: int) -> int:
        """How long after its call a ticket may be marked absent (ms).

        `class_s`: its class's own time; `queued`: how many announcements stood before its own.
        """
        return (max(self.no_show_s, class_s or 0) + self.announcement_s * queued) * 1000

    def starts_after_ms(self, queued: int) -> int | None:
        """How long after its call a service starts by itself (ms); None: it does not.

        `queued`: as in `no_show_after_ms`; nobody comes before they heard their number.
        """
        return (self.start_after_s + self.announcement_s * queued) * 1000 if self.start_after_s else None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that the office has decided. The first of `languages` is the office's own.

    `pauses` are the services that are interrupted, `kiosks` those that are out of use, each with the reason's code;
    `displays` what is decided of each display (`server.office.displays`), by its name; `reasons` the words for the
    codes of its own among the rules' reasons and outcomes.
    """

    name: Names
    subtitle: Names
    languages: tuple[str, ...]
    territory: str
    time_zone: str
    numbering: str
    services: Mapping[str, Service]
    counters: Mapping[int, Counter]
    priorities: Mapping[str, PriorityClass]
    rules: Rules = field(default_factory=Rules)
    categories: Mapping[str, Category] = field(default_factory=dict)
    hours: Hours = field(default_factory=Hours)
    pauses: Mapping[str, str] = field(default_factory=dict)
    kiosks: Mapping[str, str] = field(default_factory=dict)
    displays: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reasons: Mapping[str, Names] = field(default_factory=dict)

    def service(self, code: str) -> Service:
        """The service, or UnknownService."""
        try:
            return self.services[code]
        except KeyError:
            raise UnknownService(service=code) from None

    def target_s(self, code: str) -> int:
        """How soon whoever comes for a service should be called (s); for one that there is no more, the office's."""
        service = self.services.get(code)
        return ((service and service.target_min) or self.rules.target_min) * 60

    def counter(self, number: int) -> Counter:
        """The counter, or UnknownCounter."""
        try:
            return self.counters[number]
        except KeyError:
            raise UnknownCounter(counter=number) from None

    def priority(self, code: str) -> PriorityClass:
        """The priority class, or UnknownClass."""
        try:
            return self.priorities[code]
        except KeyError:
            raise UnknownClass(priority=code) from None


#: The settings that make a catalogue: rows of the table `settings`, and tables of an office's file.
KEYS = ("office", "services", "counters", "priorities", "rules")


def from_data(data: Mapping[str, Any]) -> Catalogue:
    """The catalogue that plain data describes: `KEYS` → dicts and lists as in `server/example.toml`.

    An office may do without `categories`, `hours`, `pauses`, `kiosks`, `displays` and `reasons`.
    Raises BadSetting naming the key that is missing or wrong.
    """
    key = "office"
    try:
        office = {name: data[key][name] for name in ("name", "subtitle", "territory", "time_zone", "numbering")}
        languages = tuple(data[key]["languages"])
        key = "services"
        services = {row["code"]: _service(row) for row in data[key]}
        key = "counters"
        counters = {row["number"]: _counter(row) for row in data[key]}
        key = "priorities"
        priorities = {row["code"]: PriorityClass(**{"no_show_s": None, **row}) for row in data[key]}
        key = "rules"
        rules = _rules(data.get(key, {}))
        key = "categories"
        categories = {row["code"]: Category(**row) for row in data.get(key, ())}
        key = "hours"
        opening = hours.from_data(data.get(key))
        key = "pauses"
        pauses = dict(data.get(key, {}))
        key = "kiosks"
        kiosks = dict(data.get(key, {}))
        key = "displays"
        displays = {name: dict(options) for name, options in data.get(key, {}).items()}
        key = "reasons"
        reasons = {code: dict(text) for code, text in data.get(key, {}).items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadSetting(key=key, why=str(error)) from error
    catalogue = Catalogue(
        **office, languages=languages, services=services, counters=counters, priorities=priorities, rules=rules,
        categories=categories, hours=opening, pauses=pauses, kiosks=kiosks, displays=displays,
        reasons=reasons,
    )  # fmt: skip
    for key, why in faults(catalogue):
        raise BadSetting(key=key, why=why)
    return catalogue


def _rules(row: Mapping[str, Any]) -> Rules:
    values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in row.items()}
    return Rules(**values)


def _service(row: Mapping[str, Any]) -> Service:
    code, last = row["code"], row.get("last_ticket")
    documents = {language: tuple(lines) for language, lines in row["documents"].items()}
    try:
        opening = hours.from_data(row.get("hours"))
        last_ticket_min = None if last is None else hours.minute_of(last)
    except ValueError as error:
        raise ValueError(f"{code}: {error}") from None
    return Service(
        code, row["prefix"], row["name"], documents, row["icon"], row["colour"], row.get("category"),
        row.get("spoken", {}), opening, row.get("quota"), last_ticket_min,
        {language: tuple(lines) for language, lines in row.get("spoken_documents", {}).items()},
        _sub_services(code, row.get("sub_services", ())), row.get("target_min"),
    )  # fmt: skip


def _sub_services(service: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Names]:
    found: dict[str, Names] = {row["code"]: dict(row["name"]) for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{service}: two sub-services have the same code")
    return found


def _counter(row: Mapping[str, Any]) -> Counter:
    services = row.get("services")
    return Counter(
        row["number"],
        None if services is None else frozenset(services),
        row["step_free"],
    )
