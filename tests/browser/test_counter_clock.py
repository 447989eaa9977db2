"""After a power cut, at a computer that does not know the time: staff are asked, one question at a time."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server import desk, passwords, people
from server.clock import FixedClock
from server.office.actors import Role
from tests.browser.conftest import Screens
from tests.browser.staff import PASSWORD
from tests.browser.told_office import ToldOffice
from tests.rooms import MANAGER, MORNING, Room


class AfterPowerCut(ToldOffice):
    """An office in this process, with a clock of the test's own: four tickets were taken, then the power went."""

    def __init__(self, folder: Path) -> None:
        room = Room(folder / "office.db", FixedClock(at=MORNING, boot="before"))
        room.do(people.add_member, "Salma", Role.CLERK, passwords.hashed(PASSWORD))
        room.open(1)
        for service in ("complaints", "complaints", "information", "complaints"):
            room.issue(service)
        room.do(desk.call_next, 1)
        room.writer.close()
        super().__init__(folder, FixedClock(at=MORNING, boot="after", trusted=False))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AfterPowerCut]:
    with AfterPowerCut(tmp_path) as after:
        yield after


def counter_3(office: AfterPowerCut, page: Page) -> Page:
    page.goto(f"{office.url}/counter/3?lang=en")
    page.locator("[name=name]").fill("Salma")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("#clock")).to_be_visible()
    return page


def test_the_time_is_asked_first_and_then_whether_it_is_the_same_day(office: AfterPowerCut, screens: Screens) -> None:
    page = counter_3(office, screens(1366, 768, touch=False))
    question, hint = page.locator("#clock-question"), page.locator("#clock-hint")
    yes, no = page.locator("#clock-yes"), page.locator("#clock-no")
    expect(question).to_have_text(re.compile("Is it .*Monday.* 2026.* 09:00"))
    no.click()
    expect(question).to_have_text("Is it still the same working day?")
    expect(hint).to_have_text(re.compile("The last ticket is .*C003"))
    no.click()
    expect(question).to_have_text("Begin a new working day?")
    expect(hint).to_have_text("3 people who wait are called no more. The numbers begin again.")
    no.click()
    expect(question).to_have_text("Is it still the same working day?")
    yes.click()
    expect(question).to_have_text("Please have the clock of the office’s computer set.")
    expect(yes).to_be_hidden()
    assert office.office.reading.asked_day() is None
    with office.office.reading.view() as view:
        assert view.today.number == 1
    page.reload()  # the time is asked again, the day is not
    expect(question).to_have_text(re.compile("Is it .*09:00"))
    no.click()
    expect(question).to_have_text("Please have the clock of the office’s computer set.")


def test_who_says_that_it_is_another_day_begins_it_with_a_second_press(office: AfterPowerCut, screens: Screens) -> None:
    page = counter_3(office, screens(1366, 768, touch=False))
    expect(page.locator("#waiting")).to_contain_text("3 people are waiting")
    asked = page.locator("#clock p")  # with its hint, which comes later, the question is as long as it stays
    for press, then in (("#clock-no", "The last ticket is .*C003"), ("#clock-no", "3 people who wait")):
        page.locator(press).click()
        expect(asked).to_contain_text(re.compile(then))
    page.locator("#clock-yes").click()
    expect(page.locator("#clock-question")).to_have_text("Please have the clock of the office’s computer set.")
    expect(page.locator("#waiting")).to_be_hidden()
    with office.office.reading.view() as view:
        assert view.today.number == 2


def test_a_question_that_a_colleague_answered_is_asked_nowhere_any_more(
    office: AfterPowerCut, screens: Screens
) -> None:
    page = counter_3(office, screens(1366, 768, touch=False))
    page.locator("#clock-no").click()
    expect(page.locator("#clock-question")).to_have_text("Is it still the same working day?")
    office.office.writer.do(desk.confirm_clock, MANAGER)
    expect(page.locator("#clock")).to_be_hidden()
