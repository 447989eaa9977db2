"""A ticket on a phone: the page that a code opens, and the code as a picture for the kiosk."""

from io import BytesIO
from typing import Any, Protocol

from flask import Blueprint, Response

from server.access import needs
from server.office.actors import Role

#: Medium error correction, as on the paper: a scratched screen is read as well.
_ERROR_CORRECTION = "m"
#: ISO/IEC 18004 asks for a quiet zone of four modules.
_QUIET_MODULES = 4


class Phones(Protocol):
    """The door for phones (`server.phones`)."""

    def ticket(self, code: str) -> int: ...


def blueprint(reading: Any, phones: Phones, public_url: str) -> Blueprint:
    """The pages under `/t/`, and `/kiosk/qr/<code>.svg`. `public_url` is where phones reach the office."""
    phone = Blueprint("phone", __name__, template_folder="templates")

    @phone.get("/kiosk/qr/<code>.svg")
    @needs(Role.KIOSK)
    def picture(code: str) -> Response:
        phones.ticket(code)
        return Response(qr(f"{public_url.rstrip('/')}/t/{code}"), mimetype="image/svg+xml")

    return phone


def qr(address: str) -> bytes:
    """An address as a QR code: an SVG picture, black on white with its quiet zone, of whatever size it is given."""
    import segno  # imported here: an office without phones need not pay for it

    drawn = BytesIO()
    code = segno.make(address, error=_ERROR_CORRECTION, micro=False)
    code.save(drawn, kind="svg", border=_QUIET_MODULES, light="white", xmldecl=False, nl=False, omitsize=True)
    return drawn.getvalue()
