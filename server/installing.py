"""What an application gets of an office: its API and its pages, each with what it needs handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counter import pages as counter
from display import media as display_media
from display import pages as display
from kiosk import pages as kiosk
from kiosk import phone, speaking
from server import api, desk, hardware_page, holder, line_history, own_day, pages, records, replies, sign_ins, views
from server.clock import monotonic_s
from server.manager import devices as manager_devices
from server.manager import figures_page
from server.manager import history as manager_history
from server.manager import pages as manager
from server.manager import report as manager_report
from server.manager import staff as manager_staff
from server.settings import Settings

if TYPE_CHECKING:
    from server.app import Office


def install_api(app: Any, office: Office) -> None:
    """The API, but that of the machines."""
    papers = office.announcer.papers
    api.install(
        app,
        desk=desk,
        view=views.View,
        once=replies.once,
        reading=office.reading,
        writer=office.record.writer,
        staff=office.record.staff,
        health=office.health,
        paper=lambda: papers.come_out,
        hurried=lambda kiosk: office.hurried.note(kiosk, monotonic_s() * 1000),
        phones=office.phones,
        told=holder.told,
        line_history=line_history,
        own_day=own_day,
        sign_ins=sign_ins,
        ask=office.answers.ask,
    )


def install_devices(app: Any, office: Office) -> None:
    """The API of the machines that are let in."""
    record = office.record
    api.install_devices(
        app,
        desk=desk,
        once=replies.once,
        must_be_kiosk=records.must_be_kiosk,
        reading=record.reading,
        writer=record.writer,
        staff=record.staff,
        machines=office.machines,
        walls=office.displays,
        pin=record.pin,
        papers=office.announcer.papers,
        printer=lambda: office.announcer.devices()["printer"],
    )


def install_pages(app: Any, office: Office, settings: Settings) -> None:
    """The pages of the house and of every surface."""
    reading = office.reading
    pages.install(app, staff=office.record.staff, reading=reading, simulated=settings.simulate)
    speaks = sorted(office.hardware.voice.speaks)
    app.register_blueprint(
        kiosk.blueprint(
            reading,
            panel_inches=settings.kiosk.panel_inches,
            panel_pixels=settings.kiosk.panel_pixels,
            # An office that wants no voice has no loudspeaker at its kiosk either.
            speech={"output": settings.kiosk.speech if speaks else "none", "languages": speaks},
            logo=office.mark.screen if office.mark else None,
        )
    )
    app.register_blueprint(speaking.blueprint(reading, office.hardware.voice))
    if settings.server.public_url:
        app.register_blueprint(
            phone.blueprint(reading, office.phones, holder.told, settings.server.public_url, aloud=bool(speaks))
        )
    app.register_blueprint(display.blueprint(reading, office.hardware.voice, office.displays))
    app.register_blueprint(display_media.blueprint(office.displays.media))
    app.register_blueprint(counter.blueprint(reading))
    if settings.simulate:
        app.register_blueprint(hardware_page.blueprint(office.hardware))
    app.register_blueprint(manager.blueprint(reading))
    app.register_blueprint(manager_devices.blueprint(reading))
    app.register_blueprint(manager_history.blueprint(reading))
    app.register_blueprint(manager_report.blueprint(reading))
    app.register_blueprint(manager_staff.blueprint(reading))
    app.register_blueprint(figures_page.blueprint(reading, office.answers.warm))
