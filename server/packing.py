"""Texts travel packed: pages, scripts, stylesheets and icons are a third as large on their way."""

import gzip
from typing import NamedTuple

from flask import Flask, Response, request

#: What is packed. Letters and sounds are already; the API's answers are small.
TEXTS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
#: Less than this fits into one packet of the network as it is.
LEAST_BYTES = 1000
_FILE_LEVEL, _PAGE_LEVEL = 9, 6


class _Packed(NamedTuple):
    """A file, packed; `version` was its ETag."""

    version: str
    data: bytes


def install(app: Flask) -> None:
    """Pack the texts of an application for whoever can unpack them (gzip, RFC 9110); a file only once."""
    files: dict[str, _Packed] = {}

    def pack(response: Response) -> Response:
        if request.accept_encodings.quality("gzip") <= 0:
            _vary(response)
            return response
        version, _ = response.get_etag()
        if version is not None:
            # The same text in other bytes; also where it was not modified, since that is said of the packed one.
            response.set_etag(version, weak=True)
        if _vary(response) and (response.content_length or 0) >= LEAST_BYTES:
            known = files.get(request.path)
            if version is None:
                _put(response, gzip.compress(response.get_data(), _PAGE_LEVEL, mtime=0))
            elif known is not None and known.version == version:
                _put(response, known.data)
            else:
                response.direct_passthrough = False
                files[request.path] = _Packed(version, gzip.compress(response.get_data(), _FILE_LEVEL, mtime=0))
                _put(response, files[request.path].data)
        return response

    app.after_request(pack)


def _vary(response: Response) -> bool:
    """Whether this is a whole text; caches are told then that it comes in two ways."""
    if response.status_code != 200 or response.mimetype not in TEXTS or response.content_encoding:
        return False
    response.vary.add("Accept-Encoding")
    return True


def _put(response: Response, data: bytes) -> None:
    """Send this in place of what the answer held."""
    # A file that is not read any more is closed all the same.
    if (close := getattr(response.response, "close", None)) is not None:
        response.call_on_close(close)
    response.direct_passthrough = False
    response.set_data(data)
    response.content_encoding = "gzip"
