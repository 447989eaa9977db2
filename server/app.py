"""The one place where everything is wired together. Nothing is started here but by `Office.start`."""

import logging
import sqlite3
from collections.abc import Collection, Container
from pathlib import Path
from typing import Any

from flask import Flask, g

import hardware
from hardware import Hardware
from hardware.worker import Worker
from server import (
    __version__,
    api,
    desk,
    headers,
    icons,
    installing,
    languages,
    logo,
    machines,
    modules,
    packing,
    pairing_page,
    problems,
    records,
    wording,
)
from server.announcer import Announcer
from server.clock import monotonic_s
from server.devices import Devices
from server.displays import Displays, Now
from server.figures import day_books
from server.figures.answers import Answers
from server.figures.keeper import Keeper
from server.live import Live
from server.media import Media
from server.notices import Hurried
from server.office.errors import StoreUnavailable
from server.phones import Phones
from server.record import Record, data_file
from server.screens import Screens
from server.settings import Settings, SettingsError
from server.voiced import Voiced
from server.walls import Walls
from server.writer import Clock

#: The pages' own letters, which the paper has too.
_FONTS = Path(__file__).resolve().parent / "static" / "fonts"

_log = logging.getLogger("dawr.office")


def create_app(settings: Settings, devices: Hardware, clock: Clock) -> Flask:
    """The whole application, with nothing started; `app.extensions["dawr"]` is its Office.

    An empty data folder gets the example office. Raises SchemaError for data of another version, sqlite3.Error
    for a file that cannot be used, SettingsError for a button of a counter that the office has not, or for a logo
    that is no picture.
    """
    mark = logo.read(settings.office.logo) if settings.office.logo else None
    record = Record(settings, clock)
    try:
        _refuse_unknown_counters(settings, record.reading.catalogue().counters)
    except SettingsError:
        record.close()
        raise
    office = Office(settings, devices, record, mark)
    app = api.application(__name__, __version__)
    app.extensions["dawr"] = office
    wording.install(app.jinja_env, lambda: str(g.language))
    icons.install(app.jinja_env)
    modules.install(app)
    languages.install(app, lambda: office.reading.catalogue().languages)
    office.record.door.install(app)
    headers.install(app)
    packing.install(app)
    problems.install(app)
    pairing_page.install(app)
    installing.install_api(app, office)
    installing.install_devices(app, office)
    installing.install_pages(app, office, settings)
    office.live = Live(
        app,
        office.reading,
        office.announcer.voiced,
        office.health,
        office.hurried_lately,
        lambda: office.screens.all(),
        walls=office.walls,
    )
    office.screens = Screens(
        office.record.reading, office.machines, office.live, office.displays.options, lambda: office.walls.refusing
    )
    for receive in (
        office.record.door.receive,
        office.live.receive,
        office.announcer.receive,
        office.keeper.receive,
    ):
        office.record.writer.subscribe(receive)
    return app


def _refuse_unknown_counters(settings: Settings, known: Collection[int]) -> None:
    """A button that no counter answers would only ever refuse."""
    for button in settings.buttons:
        if button.counter not in known:
            allowed = ", ".join(map(str, sorted(known)))
            raise SettingsError(f"buttons.counter is {button.counter}: allowed are the office's counters, {allowed}.")


def devices(settings: Settings) -> Hardware:
    """The devices that the settings describe, not yet touched."""
    return hardware.connect(settings, fonts=_FONTS, speech=Path(settings.server.data) / "voice")


class Office:
    """A whole office in one process: the record, the news, the devices."""

    live: Live
    screens: Screens

    def __init__(self, settings: Settings, devices: Hardware, record: Record, mark: logo.Logo | None = None) -> None:
        self.record, self.writer, self.hardware = record, record.writer, devices
        self.mark = mark if mark and devices.printer.shows(mark.paper) else None
        self._bad_mark = mark is not None and self.mark is None
        if self._bad_mark:
            _log.warning("office.logo is %r, and nothing of it can be seen: it is left out.", settings.office.logo)
        counters = record.reading.catalogue().counters
        pressed_only: Container[int] = {each.counter for each in settings.buttons if each.button_only}
        if settings.simulate and not settings.buttons:
            pressed_only = counters
            for number in counters:
                devices.buttons.attach(number)
        self.announcer = Announcer(
            devices,
            record.reading,
            record.writer,
            desk,
            button_only=pressed_only,
            public_url=settings.server.public_url,
            logo=self.mark.paper if self.mark else None,
            spoken=Path(settings.server.data) / "spoken",
            now_s=lambda: record.clock.now().mono / 1000,
        )
        self.hurried = Hurried()
        self.reading = Voiced(record.reading, self.announcer.voiced)
        media = Media(Path(settings.server.data) / "media")
        self.displays = Displays(record.reading, records, media, self._walls_now)
        self.walls = Walls(self.displays.options, sounds=settings.voice.output in ("display", "both"))
        self.keeper = Keeper(record.reading, record.writer, day_books, Worker("books"))
        self.answers = Answers(record.reading, data_file(settings), self._week_starts, languages.of_answer)
        self.machines = Devices(
            record.door, record.writer, record.reading, records, machines, lambda: self.live.present
        )
        self.phones = Phones(record.tracks, lambda: record.clock.now().mono)

    def start(self) -> None:
        """Start threads and devices. What fails here leaves nothing running."""
        _log.info("SQLite %s", sqlite3.sqlite_version)
        self.displays.media.make()
        try:
            self.writer.start()
            self.keeper.start()
            self.live.start()
            self.hardware.start()
            self.announcer.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop in the other order; what was promised lazily is written first."""
        self.live.stop()
        self.answers.stop()
        self.announcer.stop()
        self.hardware.stop()
        self.keeper.stop()
        self.writer.stop()
        self.record.close()

    def _week_starts(self) -> int:
        return wording.week_starts(self.record.reading.catalogue().territory)

    def _walls_now(self) -> Now:
        present = frozenset(machine for namespace, machine in self.live.present if namespace == "/display")
        return Now(present, self.walls.speaking, self.walls.refusing)

    def hurried_lately(self) -> list[str]:
        """The kiosks that reached their limit a short while ago."""
        return list(self.hurried.lately(monotonic_s() * 1000))

    def health(self) -> dict[str, Any]:
        """How the office is (contract.md): `degraded` when a device is in trouble or nothing can be stored."""
        states = self.announcer.devices()
        if self._bad_mark and states["printer"] in ({"state": state, "detail": ""} for state in ("ready", "simulated")):
            states["printer"]["detail"] = "bad-logo"
        try:
            trusted = self.record.reading.now().trusted
            stores = self.writer.trouble is None
        except StoreUnavailable:
            trusted, stores = self.record.clock.now().trusted, False
        troubled = not stores or any(device["state"] == "trouble" for device in states.values())
        return {
            "status": "degraded" if troubled else "ok",
            "version": __version__,
            "devices": states,
            "clock": {"trusted": trusted},
            "writer": {"waiting": self.writer.waiting},
            "screens": self.live.screens,
        }
