"""The kiosk while time passes, on a clock that is told: how long a number stays, the warning's tone; and its keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import page_clock
from tests.browser.staged import Staged, staged
from tests.browser.test_kiosk import hold

QUIET_MS = 45_000
#: How long the number stays, by what became of its paper (s).
STAYS_S = {"failed": 30, "none": 30, "printed": 15}
LISTEN = """() => {
    window.heard = [];
    for (const what of ['said', 'tone', 'volume']) {
        document.addEventListener('dawr:' + what, ({ detail }) => heard.push(what === 'volume' ? detail.step : what));
    }
}"""


@pytest.fixture(scope="module")
def kiosk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(browser, tmp_path_factory.mktemp("office"), patient=False) as kiosk:
        page = kiosk.page
        page.clock.install()
        kiosk.panel("15.6")
        page.evaluate(LISTEN)
        kiosk.press("#speech")  # the first sound takes its time
        page.wait_for_function("() => heard.includes('said')")
        kiosk.press("#leave")
        yield kiosk


@pytest.mark.parametrize("receipt", STAYS_S)
def test_a_number_without_paper_stays_twice_as_long(kiosk: Staged, receipt: str) -> None:
    page = kiosk.page
    kiosk.receipt = "none" if receipt == "none" else "printing"
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    page.locator("#number").wait_for()
    if receipt != "none":
        kiosk.tell_receipt(receipt)
    hold(page)
    page.clock.run_for((STAYS_S[receipt] - 1) * 1000)
    assert page.locator("#number").is_visible()
    page.clock.run_for(2000)
    assert page.locator("#start").is_visible()
    page.clock.resume()


def test_the_warning_has_its_tone_for_those_who_do_not_listen(kiosk: Staged) -> None:
    page = kiosk.page
    kiosk.begin("en")
    page.evaluate("heard.length = 0")
    hold(page)
    page.clock.run_for(QUIET_MS - 1000)
    assert "tone" not in page.evaluate("heard")
    page.clock.run_for(2000)
    assert page.locator("#warning").is_visible()
    page.clock.resume()
    page.wait_for_function("() => heard.includes('tone')")
    kiosk.press("#more-time")
    expect(page.locator("#speech")).to_have_attribute("aria-pressed", "false")
    assert "said" not in page.evaluate("heard")


def test_who_presses_while_news_are_about_to_be_drawn_is_heard(kiosk: Staged) -> None:
    page, listens = kiosk.page, kiosk.page.locator("#speech")
    kiosk.press("#leave")
    page_clock.stop(page)
    kiosk.tell_unseen()
    kiosk.press("#speech")
    expect(listens).to_have_attribute("aria-pressed", "true")
    page.clock.resume()
    kiosk.press("#leave")
    expect(listens).to_have_attribute("aria-pressed", "false")


def test_a_key_repeats_and_the_keys_of_a_telephone_are_enough_for_the_volume(kiosk: Staged) -> None:
    page = kiosk.page
    kiosk.begin("en")
    page.evaluate("heard.length = 0")
    page.keyboard.press("5")  # wakes it
    page.wait_for_function("() => heard.filter((each) => each === 'said').length >= 1")
    page.keyboard.press("0")
    page.wait_for_function("() => heard.filter((each) => each === 'said').length >= 2")
    for key in "-+-####":
        page.keyboard.press(key)
    assert [step for step in page.evaluate("heard") if step != "said"][-7:] == [2, 3, 2, 3, 4, 0, 1]
    kiosk.press("#leave")
