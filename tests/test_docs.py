"""What the documents point to is there."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
# [text](target "title"), ![text](<target>), [text]: target, and src or href of a tag.
LINK = re.compile(r"""\]\(\s*<?([^)\s>]+)|^\s*\[[^\]]+\]:\s+(\S+)|\b(?:src|href)\s*=\s*["']([^"']+)""", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:|//|#", re.IGNORECASE)


def links(text: str) -> set[str]:
    """The files that a document links to, as written there, without what lies elsewhere or further down."""
    targets = {target for found in LINK.findall(text) for target in found if target}
    return {unquote(target.split("#")[0]) for target in targets if not ELSEWHERE.match(target)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_a_document_links_to_exists(document):
    targets = links(document.read_text("utf-8"))
    assert {target for target in targets if not (document.parent / target).resolve().exists()} == set()


def test_every_way_of_writing_a_link_is_found():
    text = """[a](docs/a.md) ![b](<b.png>) [c](c.md#there "title") [`d`](d) <img src="e.png">
[f]: f.md
[elsewhere](https://example.org/x.md) [below](#below) [mail](mailto:x@example.org)"""
    assert links(text) == {"docs/a.md", "b.png", "c.md", "d", "e.png", "f.md"}
