"""Which language an answer speaks: asked for, remembered, or the office's own."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from flask import Flask, current_app, g, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from server.office.errors import OfficeError
from server.wording import LANGUAGES

COOKIE = "language"
COOKIE_S = 400 * 24 * 3600
_LONGEST_HEADER = 200
_WORDLESS = ("/api/", "/static/", "/voice/")
#: Of programs, of our pages' scripts, and of somebody's own phone.
_OF_ONE = ("/api/", "/t/")


def install(app: Flask, offered: Callable[[], Sequence[str]]) -> None:
    """Let `g.language` be the language of every page. `offered`: the office's languages, its own first."""
    app.extensions["languages"] = offered
    app.before_request(_choose)


def _choose() -> None:
    """A program hardly ever needs words: its requests ask for the language only when something goes wrong."""
    if not request.path.startswith(_WORDLESS):
        of_answer()


def of_answer() -> str:
    """The language of the answer to this request, found out once. A file that cannot be read stops no answer."""
    found: str | None = g.get("language")
    if found is None:
        try:
            offered = tuple(current_app.extensions["languages"]())
        except OfficeError:
            offered = ()
        found = g.language = chosen(tuple(filter(speaks, offered)) or LANGUAGES)
    return found


def speaks(language: str) -> bool:
    """Whether the house has words in that language."""
    return language in LANGUAGES


def chosen(offered: tuple[str, ...]) -> str:
    """One of `offered`: what `?lang=` asks, else what the cookie remembers, else the office's first.

    The API listens to Accept-Language before the cookie: programs, and our own pages' scripts, say there what
    they want. So does what a phone finds at no ticket's address. Another page does not: a screen for everybody must
    not depend on how its browser was set up.
    """
    environ = request.environ
    if "lang=" in environ.get("QUERY_STRING", ""):
        asked = request.args.get("lang")
        if asked in offered:
            return str(asked)
    if environ.get("HTTP_ACCEPT_LANGUAGE") and request.path.startswith(_OF_ONE):
        accepted = _best(environ["HTTP_ACCEPT_LANGUAGE"][:_LONGEST_HEADER], offered)
        if accepted:
            return accepted
    if f"{COOKIE}=" in environ.get("HTTP_COOKIE", ""):
        kept = request.cookies.get(COOKIE)
        if kept in offered:
            return str(kept)
    return offered[0]


@lru_cache(maxsize=256)
def _best(header: str, offered: tuple[str, ...]) -> str | None:
    return parse_accept_header(header, LanguageAccept).best_match(offered)
