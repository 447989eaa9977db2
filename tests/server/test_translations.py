"""Every text that people read stands in Arabic and French, whole: all plural forms, all values."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from server import reversal
from server.wording import CATEGORIES, FOLDER, LANGUAGES
from tests.server.messages import PACKAGES, ROOT, everything, listed, literals, pages, said_in_scripts

TRANSLATED = [language for language in LANGUAGES if language != "en"]
PLACE = re.compile(r"%\((\w+)\)s")
STRAY = re.compile(r"%(?!\(\w+\)s|%)")
# These Arabic forms name the number by themselves: «دقيقتان».
NAMED_NUMBERS = {"ar": {"zero", "one", "two"}, "fr": set()}


@cache
def catalogue(language: str) -> Catalog:
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


def forms(language: str) -> Iterator[tuple[str, str]]:
    """Every translated text, with its English one."""
    for message in catalogue(language):
        if message.id:
            strings = [message.string] if isinstance(message.string, str) else message.string
            yield from ((str(message.id), string) for string in strings)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_with_all_its_plural_forms(language):
    missing = set()
    for found in everything():
        message = catalogue(language).get(found.text, found.context)
        strings = () if message is None else (message.string if found.plural else [message.string])
        wanted = len(CATEGORIES[language]) if found.plural else 1
        if len(strings) != wanted or not all(isinstance(string, str) and string for string in strings):
            missing.add(f"{found.place}: {found.text}")
    assert not missing, f"{len(missing)} texts lack their {language}:\n" + "\n".join(sorted(missing))


def test_one_text_has_one_plural():
    plurals: dict[tuple[str, str | None], set[str | None]] = {}
    for found in everything():
        plurals.setdefault((found.text, found.context), set()).add(found.plural)
    assert {text for text, many in plurals.items() if len(many) > 1} == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_values_of_its_text(language):
    wrong = []
    for message in catalogue(language):
        if not message.id:
            continue
        if isinstance(message.id, str):
            if places(message.id) != places(message.string):
                wrong.append(message.id)
            continue
        for category, text in zip(CATEGORIES[language], message.string, strict=True):
            may_lack = {"n"} if category in NAMED_NUMBERS[language] or "n" not in places(message.id[0]) else set()
            if places(text) | may_lack != places(message.id[1]) | may_lack:
                wrong.append(f"{message.id[0]} [{category}]")
    assert not wrong


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_percent_sign_is_doubled(language):
    assert [text for text in forms(language) if STRAY.search(text[0]) or STRAY.search(text[1])] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_script_says_only_what_its_package_lists(package):
    known = listed(package)
    assert {said for said in said_in_scripts(package) if said[0] not in known} == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_lists_only_what_its_pages_say(package):
    said = "".join(path.read_text("utf-8") for path in pages(package)).replace('\\"', '"')
    assert {text for text in listed(package) if f'"{text}"' not in said} == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_is_used_by_something(language):
    used = {(found.text, found.context) for found in everything()}
    written = literals()
    idle = set()
    for message in catalogue(language):
        text = message.id if isinstance(message.id, str) else message.id[0]
        if text and (text, message.context) not in used and text not in written:
            idle.add(text)
    assert idle == set()


def test_whatever_can_be_undone_has_its_sentence():
    script = (ROOT / "counter" / "static" / "sentences.js").read_text("utf-8")
    sentences = re.search(r"const DONE = \{(.*?)\};", script, re.DOTALL)[1]
    said = dict(re.findall(r'^ *"?([\w-]+)"?: "(.*)",$', sentences, re.MULTILINE))
    assert set(said) == set(reversal.COMMANDS.values())
    assert set(said.values()) <= listed("counter")


def test_french_has_its_apostrophes_and_spaces():
    wrong = re.compile(r"\w'\w|(?<![\s\u00a0])[;?!](?!\w)|[^\u00a0\d]:(?![/\d])|[\u202f]| [:;?!»]|« ")
    assert [text for _, text in forms("fr") if wrong.search(text)] == []


def test_french_says_vous():
    assert [text for _, text in forms("fr") if re.search(r"\b(tu|te|toi|ton|ta|tes)\b", text, re.IGNORECASE)] == []


def test_arabic_has_its_own_punctuation_and_western_digits():
    assert [text for _, text in forms("ar") if re.search(r"[?,;٠-٩۰-۹]", text)] == []


def test_people_with_disabilities_are_named_with_respect():
    assert [text for _, text in forms("ar") if "الاحتياجات الخاصة" in text] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_is_translated_twice(language):
    written = (FOLDER / f"{language}.po").read_text("utf-8")
    assert len(re.findall(r"^msgid ", written, re.MULTILINE)) == len(list(catalogue(language)))
