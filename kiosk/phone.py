"""A ticket on a phone: the page that its code opens, and the code as a picture for the kiosk."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Protocol

from flask import Blueprint, Response, g, render_template

from server.access import needs
from server.office.actors import Role
from server.wording import LANGUAGES, Message, ngettext, pick, words

#: Medium error correction, as on the paper: a scratched screen is read as well.
_ERROR_CORRECTION = "m"
#: ISO/IEC 18004 asks for a quiet zone of four modules.
_QUIET_MODULES = 4
#: Somebody with no more than so many before them should be near the counters.
NEAR = 3

#: Every sentence with a value in it, or that only the script says.
WORDS: tuple[Message, ...] = (
    ("About %(n)s person is before you", "About %(n)s people are before you"),
    "Counter %(n)s",
    "It is your turn",
    "Last heard from the office at %(time)s. We keep trying.",
    "Nobody is before you",
    "Please go to counter %(n)s now.",
    "Please keep this page open and the screen on.",
    "Please keep this page open: the screen stays on.",
    "The office could not be reached. Please try again.",
    "This is no longer possible: something has changed in the meantime.",
    "This phone will ring.",
    "This phone will ring and vibrate.",
    "You are at counter %(n)s",
    "You keep your place if you come back by %(until)s.",
    "You were called at %(called)s.",
)


class Phones(Protocol):
    """The door for phones (`server.phones`)."""

    def ticket(self, code: str) -> int: ...


def blueprint(
    reading: Any, phones: Phones, told: Callable[[Any, int], Mapping[str, Any]], public_url: str, *, aloud: bool
) -> Blueprint:
    """The pages under `/t/`, and `/kiosk/qr/<code>.svg`.

    `told(view, id)`: what the holder of a ticket may know; `public_url`: where phones reach the office; `aloud`:
    whether numbers are called by a voice.
    """
    phone = Blueprint("phone", __name__, template_folder="templates")

    @phone.get("/t/<code>")
    def page(code: str) -> str:
        ticket = phones.ticket(code)
        with reading.view() as view:
            holds, office = told(view, ticket), view.catalogue.name
        if holds["language"] in LANGUAGES:
            g.language = holds["language"]
        return render_template("kiosk/phone.html", aloud=aloud, **shown(holds, pick(g.language, office), g.language))

    @phone.get("/kiosk/qr/<code>.svg")
    @needs(Role.KIOSK)
    def picture(code: str) -> Response:
        phones.ticket(code)
        return Response(qr(f"{public_url.rstrip('/')}/t/{code}"), mimetype="image/svg+xml")

    return phone


def shown(ticket: Mapping[str, Any], office: str, language: str) -> dict[str, Any]:
    """What the page begins with: the same that its script shows of the same ticket (scene.js)."""
    known, values = words(language, WORDS), values_of(ticket)
    said = {text: form % values for text, form in known.items() if isinstance(form, str)}
    ahead = ngettext(language, *WORDS[0], ticket["ahead"]) if ticket["ahead"] else said["Nobody is before you"]
    scene, *_ = now = moods(ticket)
    turn = [said["It is your turn"], said["Counter %(n)s"]] if scene == "called" else []
    return {
        "title": " · ".join([ticket["number"], *turn, office]),
        "office": office,
        "ticket": ticket,
        "service": pick(language, ticket["service_name"]) if ticket["service_name"] else "",
        "scene": scene,
        "moods": now,
        "said": said,
        "ahead": ahead,
        "data": {"office": office, "ticket": ticket, "words": known},
    }


def moods(ticket: Mapping[str, Any]) -> list[str]:
    """What of the page is true of a ticket now, the scene first: each part names the moods in which it is shown."""
    may, state = ticket["may"], ticket["state"]
    if may["return"]:
        scene = "missed" if state == "missed" else "incomplete"
        kept = "losing" if not ticket["keeps_place"] else "keeping" if ticket["keeps_until"] else "lasting"
        return [scene, kept, "return"]
    found = ["unserved" if state == "missed" else state]
    if state == "waiting":
        found.append("near" if ticket["ahead"] <= NEAR else "far")
    if state == "called":
        found += ["approach" if ticket["approach"] else "go", "again" if ticket["call_count"] > 1 else "first"]
    return [*found, "cancel"] if may["cancel"] else found


def values_of(ticket: Mapping[str, Any]) -> dict[str, str]:
    """What the sentences are filled in with: the counter, and times of day in the office's zone."""
    counter, called, until = (ticket[key] or "" for key in ("counter", "called_at", "keeps_until"))
    return {"n": str(counter), "called": called[11:16], "until": until[11:16], "time": ""}


def qr(address: str) -> bytes:
    """An address as a QR code: an SVG picture, black on white with its quiet zone, of whatever size it is given."""
    import segno  # imported here: an office without phones need not pay for it

    drawn = BytesIO()
    code = segno.make(address, error=_ERROR_CORRECTION, micro=False)
    code.save(drawn, kind="svg", border=_QUIET_MODULES, light="white", xmldecl=False, nl=False, omitsize=True)
    return drawn.getvalue()
