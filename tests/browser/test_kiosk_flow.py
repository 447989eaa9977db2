"""The kiosk's screens one after the other, live: what an office tells is seen at once, and ends with the person."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.staged import Office, Staged, paused, shut, staged

CLOSED = {
    "closed, to open today": (("closed", "2026-09-21T10:00:00+02:00"), "Opens at 10:00"),
    "closed, to open another day": (("closed", "2026-09-23T08:00:00+02:00"), "Opens on Wednesday at 08:00"),
    "closed, to open another week": (("closed", "2026-10-05T08:00:00+02:00"), "Opens on Monday, October 5 at 08:00"),
    "closed for good": (("closed", None), "Closed now"),
    "last-ticket": (
        ("last-ticket", "2026-09-22T08:00:00+02:00"),
        "No more tickets today. Opens on Tuesday at 08:00",
    ),
    "quota-reached": (("quota-reached", None), "The last ticket of today has been given"),
    "quota-reached, to open today": (
        ("quota-reached", "2026-09-21T10:00:00+02:00"),
        "No more tickets now. Opens at 10:00",
    ),
    "paused": (("paused", None), "Paused: please ask a member of staff"),
}

COLOUR = "selector => getComputedStyle(document.querySelector(selector)).color"


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(browser, tmp_path_factory.mktemp("office")) as kiosk:
        kiosk.panel("15.6")
        yield kiosk


@pytest.fixture
def kiosk(stage: Staged) -> Staged:
    """The kiosk at rest, in front of the office as it was founded."""
    stage.press("#done", "#leave")
    stage.refusal, stage.receipt, stage.track = None, "printing", "/t/0123456789"
    stage.tell()
    return stage


def many(office: Office, count: int, *categories: str) -> None:
    """So many services, in turn under these categories."""
    founded = office["services"]
    office["services"] = [
        {**founded[n % 6], "code": f"service-{n}", "category": categories[n % len(categories)] if categories else None}
        for n in range(count)
    ]
    office["categories"] = [
        {"code": code, "name": {"en": code.title()}, "icon": "home", "colour": 1} for code in dict.fromkeys(categories)
    ]


# ---------------------------------------------------------------- from the language to the ticket


def test_more_than_eight_services_stand_under_their_categories(kiosk: Staged) -> None:
    page = kiosk.page
    kiosk.tell(lambda office: many(office, 9, "trade", "trade", "homes"))
    kiosk.begin("en")
    expect(page.locator("#categories")).to_be_visible()
    expect(page.locator("#category-cards b")).to_have_text(["Trade", "Homes"])
    told = page.locator("#category-cards small").first.text_content() or ""
    assert [name[-1:] for name in told.split("·")[:-1]] == ["\u00a0"] * 5  # no line begins with the dot
    kiosk.press("[data-key=homes]")
    expect(page.locator("#services-title")).to_have_text("Homes")
    expect(page.locator("#cards button")).to_have_count(3)
    kiosk.press("[data-key=service-2]")
    expect(page.locator("#service")).to_be_visible()
    for screen in ("#services", "#categories", "#start"):
        kiosk.press("#back")
        expect(page.locator(screen)).to_be_visible()


def test_a_category_of_one_and_a_service_without_any_are_chosen_at_once(kiosk: Staged) -> None:
    def change(office: Office) -> None:
        many(office, 9, *["trade"] * 7, "homes", "none")
        office["categories"].pop()

    kiosk.tell(change)
    kiosk.begin("en")
    expect(kiosk.page.locator("#category-cards button")).to_have_count(3)
    for code in ("service-7", "service-8"):
        kiosk.press(f"[data-key={code}]")
        expect(kiosk.page.locator("#service")).to_be_visible()
        kiosk.press("#back")
        expect(kiosk.page.locator("#categories")).to_be_visible()


def test_up_to_eight_services_need_no_category(kiosk: Staged) -> None:
    kiosk.tell(lambda office: many(office, 8, "trade", "homes"))
    kiosk.begin("en")
    expect(kiosk.page.locator("#cards button")).to_have_count(8)


def test_what_does_not_fit_is_on_the_next_page(kiosk: Staged) -> None:
    kiosk.tell(lambda office: many(office, 24))
    kiosk.begin("en")
    seen: list[str] = []
    more, shown = kiosk.page.locator("#more-services"), "#cards button:not([hidden])"
    while more.is_visible():
        seen += kiosk.page.eval_on_selector_all(shown, "all => all.map((one) => one.dataset.key)")
        expect(more).to_contain_text(" / ")
        kiosk.press("#more-services")
    seen += kiosk.page.eval_on_selector_all(shown, "all => all.map((one) => one.dataset.key)")
    assert seen == [f"service-{n}" for n in range(24)]
    kiosk.press("#back")
    expect(kiosk.page.locator("#services")).to_be_visible()
    expect(more).to_be_visible()


def test_with_larger_text_papers_and_ticket_are_two_steps_where_both_are_too_much(kiosk: Staged) -> None:
    kiosk.panel("10.1")
    page = kiosk.page
    kiosk.begin("fr")
    kiosk.press("#larger-text", "[data-key=building-permit]")
    expect(page.locator("#papers")).to_be_visible()
    expect(page.locator("#take")).to_be_hidden()
    kiosk.press("#onward")
    expect(page.locator("#take")).to_be_visible()
    expect(page.locator("#papers")).to_be_hidden()
    kiosk.press("#back")
    expect(page.locator("#papers")).to_be_visible()
    kiosk.press("#larger-text")
    expect(page.locator("#take")).to_be_visible()
    kiosk.press("#back")
    expect(page.locator("#services")).to_be_visible()
    kiosk.panel("15.6")


def test_who_waits_for_the_office_keeps_the_button_that_was_touched(kiosk: Staged) -> None:
    kiosk.panel("10.1")
    kiosk.answers = False
    kiosk.leave()
    kiosk.begin("fr")
    kiosk.press("[data-key=building-permit]", "#take")
    expect(kiosk.page.locator("#take")).to_have_text("Un instant, s’il vous plaît…")
    expect(kiosk.page.locator("#onward")).to_be_hidden()
    kiosk.come_back()
    kiosk.answers = True
    kiosk.panel("15.6")


# ---------------------------------------------------------------- what is closed


@pytest.mark.parametrize("how", CLOSED)
def test_a_closed_service_says_why_and_when_it_opens_the_moment_it_closes(kiosk: Staged, how: str) -> None:
    (reason, opens_at), sentence = CLOSED[how]
    kiosk.begin("en")
    kiosk.tell(lambda office: office["services"][0].update(open=False, reason=reason, opens_at=opens_at))
    card = kiosk.page.locator("#cards button").first
    expect(card).to_have_class("button card room closed")
    expect(card.locator("small")).to_have_text(sentence)
    card.evaluate("card => card.click()")
    expect(kiosk.page.locator("#service-refusal")).to_have_text(sentence)
    expect(kiosk.page.locator("#papers li")).not_to_have_count(0)
    expect(kiosk.page.locator("#take")).to_be_hidden()
    kiosk.tell()
    expect(kiosk.page.locator("#take")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "sentence", "remedy"),
    [
        ("ar", "متوقفة مؤقتًا: النظام معطّل", "يُرجى سؤال أحد الموظفين."),
        ("fr", "Interrompu\u00a0: système en panne", "Adressez-vous à un agent, s’il vous plaît."),
        ("en", "Paused: the system is down", "Please ask a member of staff."),
    ],
)
def test_an_interrupted_service_says_why_and_where_to_ask(
    kiosk: Staged, language: str, sentence: str, remedy: str
) -> None:
    why = {"open": False, "reason": "paused", "pause_reason": "system-down", "opens_at": None}
    kiosk.tell(lambda office: office["services"][0].update(why))
    kiosk.begin(language)
    expect(kiosk.page.locator("#cards small").first).to_have_text(sentence)
    kiosk.press("#cards button")
    expect(kiosk.page.locator("#service-refusal")).to_have_text(f"{sentence}. {remedy}")


def test_who_came_too_late_reads_when_it_opens_again(kiosk: Staged) -> None:
    kiosk.refusal = 409, "quota-reached"
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    expect(kiosk.page.locator("#problem-title")).to_have_text("The last ticket of today has been given")
    full = {"open": False, "reason": "quota-reached", "opens_at": "2026-09-22T08:00:00+02:00"}
    kiosk.tell(lambda office: office["services"][0].update(full))
    expect(kiosk.page.locator("#problem-title")).to_have_text("No more tickets today. Opens on Tuesday at 08:00")


def test_who_came_too_late_may_take_a_ticket_as_soon_as_the_service_goes_on(kiosk: Staged) -> None:
    kiosk.refusal = 409, "paused"
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    expect(kiosk.page.locator("#problem")).to_be_visible()
    kiosk.tell(lambda office: office["services"][0].update(open=False, reason="paused"))
    expect(kiosk.page.locator("#problem")).to_be_visible()
    kiosk.tell()
    expect(kiosk.page.locator("#take")).to_be_visible()


def test_nobody_is_asked_for_a_class_of_a_service_that_gives_no_tickets(kiosk: Staged) -> None:
    kiosk.begin("en")
    kiosk.press("#cards button", "#offer")
    expect(kiosk.page.locator("#priority")).to_be_visible()
    kiosk.tell(lambda office: office["services"][0].update(open=False, reason="paused"))
    expect(kiosk.page.locator("#service-refusal")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "sentence"), [("ar", "يفتح يوم الأربعاء الساعة 08:00"), ("fr", "Ouvre mercredi à 08:00")]
)
def test_the_day_is_named_in_the_citizens_language(kiosk: Staged, language: str, sentence: str) -> None:
    kiosk.tell(
        lambda office: office["services"][0].update(open=False, reason="closed", opens_at="2026-09-23T08:00+02:00")
    )
    kiosk.begin(language)
    expect(kiosk.page.locator("#cards small").first).to_have_text(sentence)


def test_a_closed_office_says_so_at_once_and_still_tells_what_to_bring(kiosk: Staged) -> None:
    def shut_but_one(office: Office) -> None:
        shut(office)
        office["services"][2]["opens_at"] = "2026-09-22T09:30:00+02:00"

    kiosk.tell(shut_but_one)
    expect(kiosk.page.locator("#office-closed span")).to_have_text(
        [
            "المكتب مغلق. يفتح يوم الثلاثاء الساعة 09:30.",
            "Le bureau est fermé. Il ouvre mardi à 09:30.",
            "The office is closed. It opens on Tuesday at 09:30.",
        ]
    )
    kiosk.begin("en")
    kiosk.press("#cards button")
    expect(kiosk.page.locator("#papers li")).not_to_have_count(0)
    kiosk.press("#leave")
    kiosk.tell()
    expect(kiosk.page.locator("#office-closed")).to_be_hidden()


def test_a_paused_kiosk_says_so_in_all_languages_until_it_goes_on(kiosk: Staged) -> None:
    kiosk.begin("fr")
    kiosk.tell(lambda office: office.update(paused_kiosks={"kiosk:9": "cleaning"}))
    expect(kiosk.page.locator("#services")).to_be_visible()
    kiosk.tell(paused)
    expect(kiosk.page.locator("#paused")).to_be_visible()
    expect(kiosk.page.locator("#pause-title span")).to_have_count(3)
    expect(kiosk.page.locator("#back")).to_be_hidden()
    kiosk.tell()
    expect(kiosk.page.locator("#start")).to_be_visible()


def test_who_has_a_number_keeps_it_while_the_kiosk_is_paused(kiosk: Staged) -> None:
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    expect(kiosk.page.locator("#number")).to_be_visible()
    kiosk.tell(paused)
    expect(kiosk.page.locator("#number")).to_be_visible()
    kiosk.press("#done")
    expect(kiosk.page.locator("#paused")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "kind", "title", "remedy"),
    [
        (429, "too-many-tickets", "Many tickets were taken just now.", "Please wait a few seconds and try again."),
        (409, "kiosk-paused", "This kiosk gives no tickets at the moment.", "Please ask a member of staff."),
        (409, "office-closed", "This service is not open now.", "Please choose another service"),
        (409, "last-ticket", "The last ticket of today has been given", "Please choose another service"),
        (409, "quota-reached", "The last ticket of today has been given", "Please choose another service"),
        (409, "paused", "This service is paused.", "Please choose another service"),
        (503, "store-unavailable", "Your ticket could not be given.", "Please try again in a moment"),
    ],
)
def test_each_refusal_is_a_sentence_with_what_to_do(
    kiosk: Staged, status: int, kind: str, title: str, remedy: str
) -> None:
    kiosk.refusal = status, kind
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    expect(kiosk.page.locator("#problem-title")).to_have_text(title)
    expect(kiosk.page.locator("#problem-remedy")).to_contain_text(remedy)


# ---------------------------------------------------------------- the number and its paper


def test_a_number_without_paper_can_be_kept_on_a_phone(kiosk: Staged) -> None:
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    expect(kiosk.page.locator("#number")).to_be_visible()
    expect(kiosk.page.locator("#keep-it")).to_be_hidden()
    kiosk.tell_receipt("failed", "no-paper")
    expect(kiosk.page.locator("#receipt")).to_contain_text("The printer has no paper. Please note your number: A")
    expect(kiosk.page.locator("#qr")).to_have_attribute("src", "/kiosk/qr/0123456789.svg")
    side_mm = kiosk.page.locator("#qr").evaluate(
        "img => img.clientWidth / parseFloat(getComputedStyle(img).getPropertyValue('--mm'))"
    )
    assert side_mm >= 30
    kiosk.press("#done")
    assert kiosk.page.locator("#qr").get_attribute("src") is None


def test_what_to_do_next_is_said_once_beside_the_code_too_on_the_smallest_panel(kiosk: Staged) -> None:
    kiosk.panel("10.1")
    for modes in ((), ("text",)):
        kiosk.begin("fr")
        kiosk.choose(*modes)
        kiosk.press("#cards button")
        kiosk.go_on()
        kiosk.press("#take")
        kiosk.page.locator("#number").wait_for()
        kiosk.fail_paper()
        seat = kiosk.page.get_by_text("Asseyez-vous").filter(visible=True)
        expect(seat).to_have_text(["Asseyez-vous\u00a0: votre numéro sera affiché et appelé."])
        kiosk.press("#done")
    kiosk.panel("15.6")


def test_without_an_address_for_phones_there_is_no_code(kiosk: Staged) -> None:
    kiosk.receipt, kiosk.track = "none", None
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    expect(kiosk.page.locator("#receipt")).to_have_text("Please note your number")
    expect(kiosk.page.locator("#keep-it")).to_be_hidden()
    assert kiosk.page.evaluate(COLOUR, "#receipt") == kiosk.page.evaluate(COLOUR, "body"), "nothing went wrong here"


# ---------------------------------------------------------------- modes


def test_a_mode_is_one_touch_on_and_one_touch_off_on_every_screen(kiosk: Staged) -> None:
    html = kiosk.page.locator("html")
    kiosk.press("#high-contrast", "#larger-text", "#low-reach")
    for name, value in (("data-contrast", "high"), ("data-text", "large"), ("data-reach", "low")):
        expect(html).to_have_attribute(name, value)
    kiosk.press("#first-languages [lang=ar]", "#high-contrast", "#cards button", "#larger-text")
    expect(kiosk.page.locator("#service")).to_be_visible()
    expect(html).to_have_attribute("data-reach", "low")
    expect(kiosk.page.locator("#modes [aria-pressed=true]")).to_have_count(1)


def test_nothing_of_a_person_is_left_for_the_next(kiosk: Staged) -> None:
    kiosk.press("#high-contrast", "#low-reach")
    page = kiosk.page
    page.locator("#first-languages [lang=fr]").evaluate("one => one.click()")
    kiosk.press("#cards button", "#offer", "#classes button", "#take")
    expect(page.locator("#number")).to_be_visible()
    number = page.locator("#the-number").inner_text()
    kiosk.press("#done")
    expect(page.locator("#start")).to_be_visible()
    assert page.evaluate("() => Object.keys(document.documentElement.dataset)") == []
    assert number not in page.evaluate("() => document.querySelector('main').textContent")
    assert page.evaluate("() => document.activeElement === document.body")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.evaluate("() => history.back()")
    expect(page.locator("#start")).to_be_visible()
    assert number not in page.content()


def test_less_motion_is_honoured(kiosk: Staged) -> None:
    kiosk.page.emulate_media(reduced_motion="reduce")
    kiosk.begin("en")
    kiosk.press("#cards button", "#take")
    expect(kiosk.page.locator("#number")).to_be_visible()
    assert kiosk.page.evaluate("() => document.querySelector('#done .left').getAnimations().length") == 0
    kiosk.page.emulate_media(reduced_motion="no-preference")


def test_who_asks_the_system_for_more_contrast_gets_it(kiosk: Staged) -> None:
    kiosk.page.emulate_media(contrast="more")
    kiosk.page.wait_for_function("() => getComputedStyle(document.body).backgroundColor === 'rgb(255, 255, 255)'")
    kiosk.page.emulate_media(contrast="no-preference")


# ---------------------------------------------------------------- sealed

KEYS = ["Control+p", "Control+s", "Control+f", "Control+o", "Control+u", "Alt+ArrowLeft", "F1", "F3", "F11", "F12"]
STOPPED = "() => { window.stopped = []; addEventListener('keydown', (e) => stopped.push(e.defaultPrevented)); }"


def test_no_key_of_the_browser_leads_out(kiosk: Staged) -> None:
    kiosk.begin("en")
    kiosk.page.evaluate(STOPPED)
    for keys in [*KEYS, "F5"]:
        kiosk.page.keyboard.press(keys)
    stopped = kiosk.page.evaluate("() => window.stopped")
    assert len(stopped) >= len(KEYS) + 1
    assert [
        key for key, done in zip(KEYS, stopped[-len(KEYS) - 1 :], strict=False) if key.startswith("F") and not done
    ] == []
    expect(kiosk.page.locator("#services")).to_be_visible()


def test_what_is_dropped_on_the_page_stays_outside(kiosk: Staged) -> None:
    drop = """kind => !document.querySelector('main').dispatchEvent(
        new DragEvent(kind, { bubbles: true, cancelable: true }))"""
    assert all(kiosk.page.evaluate(drop, kind) for kind in ("dragover", "drop"))
