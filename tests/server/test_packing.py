"""Texts travel packed, and arrive as they were."""

import gzip
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.server.messages import ROOT

PACKED = {"Accept-Encoding": "gzip, deflate, br"}
ICONS = "/static/icons.svg"


class Reader(FlaskClient):
    """Takes every answer to its end, as a browser does."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **kwargs, buffered=True)


@pytest.fixture
def client(office: Flask) -> FlaskClient:
    office.test_client_class = Reader
    return office.test_client()


@pytest.mark.parametrize("path", ["/kiosk", "/display", ICONS, "/static/theme.css", "/kiosk/static/kiosk.js"])
def test_a_text_is_packed_for_whoever_can_unpack_it(client: FlaskClient, path: str) -> None:
    plain, packed = client.get(path), client.get(path, headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) == packed.content_length < len(plain.data) / 2
    assert all(answer.headers["Vary"] == "Accept-Encoding" for answer in (plain, packed))
    assert plain.mimetype == packed.mimetype


def test_it_is_the_same_from_the_second_time_on_until_the_file_changes(client: FlaskClient) -> None:
    first, second = (client.get(ICONS, headers=PACKED) for _ in range(2))
    assert gzip.decompress(first.data) == gzip.decompress(second.data) == (ROOT / "server" / ICONS[1:]).read_bytes()


def test_what_is_kept_is_asked_for_by_the_tag_it_came_with(client: FlaskClient) -> None:
    tag = client.get(ICONS, headers=PACKED).headers["ETag"]
    again = client.get(ICONS, headers={**PACKED, "If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert tag.startswith("W/")


@pytest.mark.parametrize("encodings", ["br", "gzip;q=0", "identity"])
def test_who_cannot_unpack_gets_it_as_it_is(client: FlaskClient, encodings: str) -> None:
    answer = client.get(ICONS, headers={"Accept-Encoding": encodings})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"<svg")


@pytest.mark.parametrize(
    "path", ["/static/fonts/IBMPlexSansArabic-Bold.woff2", "/static/devices.js", "/api/office", "/api/nothing"]
)
def test_what_is_packed_already_or_small_is_left_as_it_is(client: FlaskClient, path: str) -> None:
    assert "Content-Encoding" not in client.get(path, headers=PACKED).headers


def test_a_head_says_what_a_get_would(client: FlaskClient) -> None:
    head, get = client.head(ICONS, headers=PACKED), client.get(ICONS, headers=PACKED)
    assert head.data == b""
    assert dict(head.headers) | {"Date": ""} == dict(get.headers) | {"Date": ""}
