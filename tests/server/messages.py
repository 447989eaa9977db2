"""Finds every text that people read, in the whole tree.

A text is found when it stands as a literal
- in a template: `_("…")`, `ngettext(…)`, `pgettext(…)`, `{% trans %}`;
- in Python: `gettext(language, "…")`, `ngettext(language, "…", "…", n)`, `pgettext(language, "…", "…")`;
- in a module-level tuple named `WORDS`: message ids, or pairs (singular, plural). There a surface lists
  what its scripts say with `w("…")`, and any module the texts that reach gettext through a variable;
- as `message` of a class that also has a `kind`: a refusal.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
PACKAGES = ("server", "kiosk", "display", "counter", "hardware")
OPTIONS = {"newstyle_gettext": "true", "silent": "false"}
KEYWORDS = ("_", "gettext", "ngettext", "pgettext", "npgettext")
IMPORTED = re.compile(r'^import [^;]*?from "([./][^"]+)"', re.MULTILINE)
SAID_IN_SCRIPT = re.compile(r'\bw\(\s*"((?:[^"\\]|\\.)*)"')


class Found(NamedTuple):
    """A message and where it stands. `plural` and `context` are None for most."""

    text: str
    plural: str | None
    context: str | None
    place: str


def files(kind: str) -> Iterator[Path]:
    """Every file of ours of that ending, without what is vendored."""
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob(f"*{kind}")) if "vendor" not in path.parts)


@cache
def everything() -> tuple[Found, ...]:
    """Every message of the tree, once for each place."""
    in_templates = [message for path in files(".html") for message in _in_template(path)]
    return *in_templates, *(message for path in files(".py") for message in _in_python(path))


def said_in_scripts(package: str) -> Iterator[tuple[str, str]]:
    """The texts that a package's scripts say, each with its file."""
    for path in files(".js"):
        if path.relative_to(ROOT).parts[0] == package:
            for text in SAID_IN_SCRIPT.findall(path.read_text("utf-8")):
                yield text.replace('\\"', '"'), str(path.relative_to(ROOT))


def pages(package: str) -> set[Path]:
    """The templates and scripts of a package, and whatever scripts of others those import."""
    found: set[Path] = set()
    new = {path for kind in (".js", ".html") for path in files(kind) if path.relative_to(ROOT).parts[0] == package}
    while new:
        found |= new
        new = {_script(name, page) for page in new for name in IMPORTED.findall(page.read_text("utf-8"))} - found
    return found


def _script(name: str, page: Path) -> Path:
    """The file of a script as a page names it: beside it, or by its address."""
    if name.startswith("."):
        return (page.parent / name).resolve()
    return ROOT / "server" / name[1:] if name.startswith("/static/") else ROOT / name[1:]


def listed(package: str) -> set[str]:
    """The texts that the WORDS of a package list."""
    return {
        message if isinstance(message, str) else message[0]
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] == package
        for message in _words(_tree(path))
    }


@cache
def literals() -> frozenset[str]:
    """Every text that stands alone between quotes in the Python sources: gettext may get it through a variable."""
    return frozenset(
        node.value
        for path in files(".py")
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _in_template(path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        for line, function, texts, _ in babel_extract(file, KEYWORDS, (), OPTIONS):
            place = f"{path.relative_to(ROOT)}:{line}"
            parts = [text for text in ([texts] if isinstance(texts, str) else texts or ()) if text is not None]
            yield from _message(function, [[part] for part in parts], place)


def _in_python(path: Path) -> Iterator[Found]:
    tree = _tree(path)
    for message in _words(tree):
        text, plural = (message, None) if isinstance(message, str) else message
        yield Found(text, plural, None, f"{path.relative_to(ROOT)}: WORDS")
    for node in ast.walk(tree):
        place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in KEYWORDS:
                arguments = node.args if name == "_" else node.args[1:]
                yield from _message(name, [_literals(argument) for argument in arguments], place)
        elif isinstance(node, ast.ClassDef):
            constants = _constants(node)
            if "kind" in constants and "message" in constants:
                yield Found(constants["message"], None, None, place)


def _message(function: str, arguments: list[list[str]], place: str) -> Iterator[Found]:
    """Yield a call's messages: each argument is the list of texts that it may be."""
    needed = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}[function]
    arguments = arguments[:needed]
    if len(arguments) < needed or not all(arguments):
        return
    context = arguments.pop(0)[0] if function in ("pgettext", "npgettext") else None
    plural = arguments[1][0] if len(arguments) == 2 else None
    for text in arguments[0]:
        yield Found(text, plural, context, place)


def _literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _literals(node.body) + _literals(node.orelse)
    return []


def _constants(node: ast.ClassDef) -> dict[str, str]:
    return {
        target.id: statement.value.value
        for statement in node.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _words(tree: ast.Module) -> tuple[str | tuple[str, str], ...]:
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            if any(isinstance(target, ast.Name) and target.id == "WORDS" for target in targets):
                return tuple(ast.literal_eval(statement.value))
    return ()
