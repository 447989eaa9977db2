"""What every answer tells the browser it must not do."""

from flask import Flask, Response, request

#: Nothing inline, nothing from elsewhere. `data:` pictures are those inside stylesheets.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # Not "no-referrer": with it a form's own Origin would be "null", and could not be checked.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)

#: Whoever knows such an address holds somebody's ticket: it is told to nobody, and found by no search engine.
SECRET_ADDRESSES = ("/t/", "/api/t/", "/kiosk/qr/")
_OF_SECRETS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


def install(app: Flask) -> None:
    """Put these headers on every answer of an application; what is not a file is not to be stored either."""

    def secure(response: Response) -> Response:
        headers = response.headers
        headers.extend(HEADERS)
        if request.path.startswith(SECRET_ADDRESSES):
            headers.update(_OF_SECRETS)
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response

    app.after_request(secure)
