"""What the paper says, in each language, and what it leaves out."""

from dataclasses import replace
from typing import Any

import pytest

from hardware.sheet import Code, Fact, Heading, Items, Line, Number, Sheet, Size
from kiosk.receipt import compose
from server import example
from server.office.catalogue import Catalogue, from_data

TICKET: dict[str, Any] = {
    "id": 7,
    "number": "D102",
    "service": "building-permit",
    "priority": None,
    "language": "ar",
    "issued_at": "2026-11-21T10:42:00+02:00",
    "ahead": 4,
    "wait": None,
    "track": None,
    "fingerprint": "1f3c9a0b2d",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return from_data(example.settings())


def blocks(sheet: Sheet, kind: type) -> list[Any]:
    return [block for block in sheet.blocks if isinstance(block, kind)]


def texts(sheet: Sheet) -> list[str]:
    return [line.text for line in blocks(sheet, Line)]


@pytest.mark.parametrize(
    ("language", "office", "service", "date", "first_paper"),
    [
        ("ar", "مكتب خدمة المواطن", "التخطيط العمراني ورخص البناء", "السبت، 21 نوفمبر 2026", "بطاقة الهوية"),
        (
            "fr",
            "Bureau de service au citoyen",
            "Urbanisme et permis de construire",
            "samedi 21 novembre 2026",
            "Carte d’identité",
        ),
        (
            "en",
            "Citizen Service Office",
            "Urban planning and building permits",
            "Saturday, November 21, 2026",
            "Identity card",
        ),
    ],
)
def test_the_paper_speaks_the_language_of_its_holder(
    catalogue: Catalogue, language: str, office: str, service: str, date: str, first_paper: str
) -> None:
    sheet = compose({**TICKET, "language": language}, catalogue)
    assert sheet.language == language
    assert blocks(sheet, Heading)[0].text == office
    assert blocks(sheet, Line)[0] == replace(blocks(sheet, Line)[0], text=service, size=Size.TITLE, language=language)
    assert blocks(sheet, Number) == [Number("D102")]
    ahead, taken = blocks(sheet, Fact)
    assert (ahead.value, taken.label, taken.value) == ("4", date, "10:42")
    assert blocks(sheet, Items)[0].texts[0] == first_paper


def test_the_key_lines_stand_in_the_offices_first_language_as_well(catalogue: Catalogue) -> None:
    sheet = compose({**TICKET, "language": "fr", "priority": "disability"}, catalogue)
    arabic = [line.text for line in blocks(sheet, Line) if line.language == "ar"]
    assert arabic == ["التخطيط العمراني ورخص البناء", "الأولوية: الأشخاص ذوو الإعاقة"]
    ahead = blocks(sheet, Fact)[0]
    assert (ahead.label, ahead.echo, ahead.echo_language) == ("Personnes avant vous", "عدد المنتظرين قبلك", "ar")


def test_whoever_reads_the_offices_first_language_reads_nothing_twice(catalogue: Catalogue) -> None:
    sheet = compose(TICKET, catalogue)
    assert len(texts(sheet)) == len(set(texts(sheet)))
    assert all(fact.echo == "" for fact in blocks(sheet, Fact))


def test_the_fingerprint_stands_as_the_check_takes_it(catalogue: Catalogue) -> None:
    whole = {**TICKET, "fingerprint": "1f3c9a0b2d" + "e" * 54}
    foot = compose(whole, catalogue).blocks[-1]
    assert isinstance(foot, Line)
    assert (foot.text, foot.size, foot.language) == ("\u2068D102\u2069:1f3c9a0b2d", Size.SMALL, "en")


@pytest.mark.parametrize("code", ["disability", "age", "infant"])
def test_the_priority_is_named(catalogue: Catalogue, code: str) -> None:
    sheet = compose({**TICKET, "language": "en", "priority": code}, catalogue)
    assert f"Priority: {catalogue.priorities[code].name['en']}" in texts(sheet)


def test_without_priority_the_paper_does_not_speak_of_it(catalogue: Catalogue) -> None:
    assert not [text for text in texts(compose({**TICKET, "language": "en"}, catalogue)) if "Priority" in text]


def test_the_paper_of_an_office_without_a_voice_promises_none(catalogue: Catalogue) -> None:
    seat = "Please have a seat and watch the screen: your number will be"
    for aloud, what in ((True, "called"), (False, "shown")):
        assert texts(compose({**TICKET, "language": "en"}, catalogue, aloud=aloud))[-2] == f"{seat} {what}."


def test_the_code_leads_to_the_ticket_on_the_phone(catalogue: Catalogue) -> None:
    ticket = {**TICKET, "language": "en", "track": "/t/k3v9"}
    (code,) = blocks(compose(ticket, catalogue, public_url="https://turn.example.ly/"), Code)
    assert code == Code("https://turn.example.ly/t/k3v9", "Follow your turn on your phone", "en")


@pytest.mark.parametrize(("track", "public_url"), [(None, "https://turn.example.ly"), ("/t/k3v9", None)])
def test_there_is_no_code_that_leads_nowhere(catalogue: Catalogue, track: str | None, public_url: str | None) -> None:
    assert not blocks(compose({**TICKET, "track": track}, catalogue, public_url=public_url), Code)


def test_a_service_without_papers_asks_for_none(catalogue: Catalogue) -> None:
    service = catalogue.service("building-permit")
    bare = replace(service, documents=dict.fromkeys(service.documents, ()))
    sheet = compose(TICKET, replace(catalogue, services={bare.code: bare}))
    assert not blocks(sheet, Items)
    assert "جهّز هذه المستندات" not in texts(sheet)


def test_a_long_name_stays_whole(catalogue: Catalogue) -> None:
    service = catalogue.service("building-permit")
    name = "إدارة التخطيط العمراني ورخص البناء والهدم والترميم وشؤون الملكية المشتركة في نطاق البلدية"
    long = replace(service, name={"ar": name})
    assert texts(compose(TICKET, replace(catalogue, services={long.code: long})))[0] == name


def test_what_the_office_wrote_in_one_language_alone_is_said_in_that(catalogue: Catalogue) -> None:
    service = catalogue.service("building-permit")
    arabic = {"ar": service.documents["ar"]}
    only = replace(service, name={"ar": "رخص البناء"}, documents=arabic)
    sheet = compose({**TICKET, "language": "en"}, replace(catalogue, services={only.code: only}))
    assert texts(sheet)[0] == "رخص البناء"
    assert blocks(sheet, Items)[0].texts == tuple(arabic["ar"])


def test_whoever_comes_first_has_nobody_before_them(catalogue: Catalogue) -> None:
    assert blocks(compose({**TICKET, "ahead": 0}, catalogue), Fact)[0].value == "0"
    assert blocks(compose({**TICKET, "ahead": None}, catalogue), Fact)[0].value == "0"
