"""The kiosk by keys and by ear alone: what is said is taken down in order, and every sound of it is a real one."""

import array
import io
import json
import re
import wave
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route, expect

from kiosk import phrases
from server.spoken import numbers
from server.wording import spoken
from tests.browser import page_clock
from tests.browser.conftest import Running, Screens
from tests.browser.test_kiosk import lettered

#: A quick voice: the tests listen to the end.
CONFIG = "[voice]\nrate = 250\n"
LISTEN = """
    AbortSignal.timeout = () => new AbortController().signal;  // on a machine that has much to do, nothing is given up
    window.heard = [];
    for (const what of ['said', 'rested', 'tone', 'held', 'released', 'volume']) {
        document.addEventListener('dawr:' + what, ({ detail }) => heard.push({ what, ...detail }));
    }
    // What was said before the last of these is another matter.
    for (const what of ['keydown', 'pointerdown']) addEventListener(what, () => heard.push({ what: 'deed' }), true);
    window.since = () => heard.slice(heard.findLastIndex(({ what }) => what === 'deed') + 1);
"""
#: Plays the beginning of each sound: who takes down what is said need not wait for all of it.
HASTEN = """
    const whole = AudioContext.prototype.decodeAudioData;
    AudioContext.prototype.decodeAudioData = async function (data) {
        const sound = await whole.call(this, data);
        const length = Math.min(sound.length, Math.round(this.sampleRate / 4));
        const beginning = this.createBuffer(1, length, this.sampleRate);
        beginning.copyToChannel(sound.getChannelData(0).subarray(0, beginning.length), 0);
        return beginning;
    };
"""
#: Holds the loudspeaker down in the moment in which each of these was heard, one after the other, as [option, text]:
#: as quick as nobody can be, on any machine.
HOLD = """(wanted) => {
    const finger = { bubbles: true, pointerId: 7, pointerType: 'touch' };
    document.addEventListener('dawr:said', ({ detail }) => {
        if (!wanted.length || detail.option !== wanted[0][0] || detail.text !== wanted[0][1]) return;
        wanted.shift();
        document.getElementById('speech').dispatchEvent(new PointerEvent('pointerdown', finger));
    });
}"""
#: A finger that is gone before anybody could take it for one at rest, on any machine.
TOUCH = """(button) => {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const finger = { bubbles: true, pointerId: 8, pointerType: 'touch' };
    const place = { clientX: (left + right) / 2, clientY: (top + bottom) / 2 };
    for (const what of ['pointerdown', 'pointerup']) {
        button.dispatchEvent(new PointerEvent(what, { ...finger, ...place }));
    }
}"""
RESTED_AFTER = """text => heard.findLastIndex(({ what }) => what === 'rested')
    > heard.findLastIndex((each) => each.text === text)"""
#: Notes each time that is told to be left.
NOTE_LEFT = """() => {
    const left = document.getElementById('warning-left');
    new MutationObserver(() => heard.push({ left: left.textContent })).observe(left, { childList: true });
}"""
QUIET_MS, FULL, LOUDER = 45_000, 3, 4
#: As long as a long text takes, a call before it, and whatever a busy machine adds.
TO_THE_END_MS = 120_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One office with a real voice for all of these tests."""
    with Running(tmp_path_factory.mktemp("speech") / "office", CONFIG, "--simulate") as office:
        yield office


def kiosk(office: Running, screens: Screens, *, clock: bool = False, whole: bool = False) -> Page:
    page = screens()
    page.set_default_timeout(TO_THE_END_MS)
    if clock:
        page.clock.install()
    page.add_init_script(LISTEN if whole else LISTEN + HASTEN)
    page.goto(f"{office.url}/kiosk")
    expect(page.locator("#start")).to_be_visible()
    lettered(page)
    return page


def heard(page: Page, what: str = "said") -> list[dict[str, Any]]:
    return page.evaluate("what => heard.filter((each) => each.what === what)", what)


def texts(page: Page) -> list[str]:
    return [each["text"] for each in heard(page)]


def until_said(page: Page, text: str) -> None:
    page.wait_for_function("text => heard.some((each) => each.text === text)", arg=text)


def until_rested(page: Page) -> None:
    """All that the last deed let it say was said."""
    page.wait_for_function("() => since().some(({ what }) => what === 'rested')")


def touch(page: Page, button: str) -> None:
    """A short touch, when what was shown before has settled."""
    expect(page.locator("body")).not_to_have_class(re.compile("settling"))
    page.locator(button).evaluate(TOUCH)


def press(page: Page, *keys: str) -> None:
    """Keys of a keypad, each when what was shown before has settled."""
    for key in keys:
        expect(page.locator("body")).not_to_have_class(re.compile("settling"))
        page.keyboard.press(key)


def assert_real(office: Running, sentences: list[dict[str, Any]]) -> None:
    """Each sentence has a sound: a WAV, long enough for its text, and loud enough to be heard."""
    for each in sentences:
        answer = office.ask("GET", f"/voice/{each['part']}.wav")
        assert answer.status == 200 and answer.body[:4] == b"RIFF", each["text"]
        with wave.open(io.BytesIO(answer.body)) as file:
            length_s = file.getnframes() / file.getframerate()
            samples = array.array("h", file.readframes(file.getnframes()))
        loudness = (sum(sample * sample for sample in samples[::8]) / len(samples[::8])) ** 0.5
        assert length_s > 0.02 * len(each["text"]) and loudness > 800, (each["text"], length_s, loudness)


# ---------------------------------------------------------------- by keys


def test_a_bare_numeric_keypad_takes_the_right_ticket_and_leaves_nothing_behind(
    running: Running, screens: Screens
) -> None:
    page = kiosk(running, screens)
    html, before = page.locator("html"), running.waiting()
    press(page, "5")
    expect(page.locator("#first-languages button")).to_have_count(3)
    for place, button in enumerate(page.locator("#first-languages button").all(), 1):
        expect(button).to_have_attribute("data-option", str(place))
    expect(page.locator("#start"), "the first key only wakes it").to_be_visible()
    press(page, "2")
    expect(page.locator("#services")).to_be_visible()
    expect(page.locator("#cards [data-option='1']"), "its digit is not cut off").to_have_css("overflow", "visible")
    expect(html).to_have_attribute("lang", "fr")
    press(page, "*")
    expect(page.locator("#start")).to_be_visible()
    press(page, "3", "4")
    expect(page.locator("#service-name")).to_have_text("Urban planning and building permits")
    press(page, "/", ".")
    expect(html).to_have_attribute("data-text", "large")
    expect(html).to_have_attribute("data-contrast", "high")
    press(page, "1")  # large text puts the papers first, and the ticket after them
    expect(page.locator("#take")).to_be_visible()
    press(page, "2")
    expect(page.locator("#priority")).to_be_visible()
    press(page, "1")
    expect(page.locator("#offer")).to_contain_text("People with a disability")
    with page.expect_response("**/api/tickets") as answer:
        press(page, "1")
    ticket = answer.value.json()
    assert (ticket["service"], ticket["priority"], ticket["language"]) == ("building-permit", "disability", "en")
    expect(page.locator("#the-number")).to_have_text(ticket["number"])
    press(page, "1")
    expect(page.locator("#start")).to_be_visible()
    assert running.waiting() == before + 1
    for mode in ("data-keys", "data-text", "data-contrast"):
        expect(html).not_to_have_attribute(mode, re.compile(""))
    expect(page.locator("#speech")).to_have_attribute("aria-pressed", "false")


def said_of(page: Page, screen: str, language: str, key: str) -> list[dict[str, Any]]:
    """Press a key; what is said of the screen to which it leads."""

    def is_it(answer: Response) -> bool:
        asked = answer.request.post_data_json if answer.url.endswith("/kiosk/speech") else {}
        return (asked.get("screen"), asked.get("language")) == (screen, language)

    with page.expect_response(is_it) as answer:
        press(page, key)
    return [each for each in answer.value.json()["sentences"] if not each["aside"]]


@pytest.mark.parametrize(
    ("language", "to_the_end"),
    [("ar", False), *(pytest.param(each, True, marks=pytest.mark.long) for each in ("ar", "fr", "en"))],
)
def test_the_way_by_keys_alone_is_said(running: Running, screens: Screens, language: str, *, to_the_end: bool) -> None:
    place = ("ar", "fr", "en").index(language) + 1
    page = kiosk(running, screens)
    start = said_of(page, "start", "ar", "5")
    services = said_of(page, "services", language, str(place))
    service = said_of(page, "service", language, "4")
    number = said_of(page, "number", language, "1")
    expect(page.locator("#the-number")).to_be_visible()
    ticket = numbers.ticket(language, page.locator("#the-number").inner_text())
    texts = [[each["text"] for each in screen] for screen in (start, services, service, number)]
    assert texts[0][2 * place - 1] == phrases.key(language, place)
    assert texts[1][0] == spoken(language, "Which service have you come for?")
    assert [texts[1][2 * key] for key in range(1, 7)] == [phrases.key(language, key) for key in range(1, 7)]
    assert texts[1][-1] == spoken(language, "To hear this again, press zero. To go back, press star.")
    assert texts[2][:2] == [texts[1][7], spoken(language, "What to bring")]
    take = texts[2].index(spoken(language, "Take your ticket"))
    assert texts[2][take + 1] == phrases.key(language, 1)
    assert texts[3][:3] == [spoken(language, "Your number"), ticket, texts[1][7]]
    assert spoken(language, "Please have a seat and listen: your number will be called.") in texts[3]
    assert texts[3][-2:] == [spoken(language, "Once more, your number"), ticket]
    if to_the_end:
        until_rested(page)
        assert_real(running, heard(page))


def test_arrows_enter_and_backspace_reach_every_control_and_say_it(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    press(page, "ArrowDown", "3")
    expect(page.locator("#services")).to_be_visible()
    until_said(page, "Which service have you come for?")
    press(page, "ArrowDown")
    expect(page.locator("#cards button").first).to_be_focused()
    page.wait_for_function("() => since().some(({ text }) => text === 'Press 1')")
    after = page.evaluate("since().filter(({ what }) => what === 'said').map(({ text }) => text)")
    assert after == ["Commercial licences", "Press 1"], "what was said before is cut short"
    assert page.locator("#cards button").first.evaluate("button => button.matches(':focus-visible')")
    reached = set()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowRight", "ArrowUp", "ArrowLeft"):
        press(page, key)
        reached.add(page.evaluate("document.activeElement.dataset.key ?? document.activeElement.id"))
    assert {"complaints", "environmental-health", "information", "building-permit", "company-registration"} <= reached
    press(page, "Backspace")
    expect(page.locator("#start")).to_be_visible()


def test_with_ten_options_and_more_two_digits_choose(running: Running, screens: Screens) -> None:
    page = screens(1920, 1080)

    def many(route: Route) -> None:
        response = route.fetch()
        head, data, tail = re.split(r'(?<=id="kiosk">)(.*?)(?=</script>)', response.text(), maxsplit=1, flags=re.DOTALL)
        known = json.loads(data)
        services = known["office"]["services"]
        known["office"]["services"] = [{**services[n % 6], "code": f"s{n}"} for n in range(12)]
        route.fulfill(response=response, body=head + json.dumps(known) + tail)

    page.route("**/kiosk", many)
    page.route("**/kiosk/panel.css", lambda route: route.fulfill(content_type="text/css", body=":root { --mm: 3px; }"))
    page.route_web_socket(re.compile("/socket.io/"), lambda socket: None)
    page.clock.install()
    page.goto(f"{running.url}/kiosk")
    lettered(page)
    page_clock.stop(page)
    for key in ("5", "3", "1", "2"):
        page.clock.run_for(400)
        page.keyboard.press(key)
    expect(page.locator("#service-name")).to_have_text("Information and follow-up")
    page.keyboard.press("*")
    page.clock.run_for(400)
    page.keyboard.press("1")
    expect(page.locator("#services")).to_be_visible()
    page.clock.run_for(1600)
    expect(page.locator("#service-name")).to_have_text("Commercial licences")


# ---------------------------------------------------------------- by ear


def test_a_ticket_is_taken_by_ear_with_nothing_but_the_loudspeaker(running: Running, screens: Screens) -> None:
    waiting = running.waiting()
    ahead = {0: "Nobody is before you", 1: "1 person is before you"}.get(waiting, f"{waiting} people are before you")
    page = kiosk(running, screens)
    page.evaluate(
        HOLD,
        [
            ("first-languages:en", "For English"),
            ("cards:complaints", "Complaints and grievances"),
            ("take", "Take your ticket"),
        ],
    )
    page.locator("#speech").tap()
    page.locator("#number").wait_for()
    number = page.locator("#the-number").inner_text()
    expect(page.locator("#service-name")).to_have_text("Complaints and grievances")
    until_rested(page)
    until_said(page, "Take your ticket below")  # the paper may be slower than the voice
    said = texts(page)
    assert said[:5] == [
        "لِلُغَةِ العَرَبِيَه",
        "أَبقِ إِصبَعَكَ عَلَى زِر السَمَاعَه",
        "Pour le français",
        "Gardez le doigt sur le bouton du haut-parleur.",
        "For English",
    ]
    begun = said.index("Which service have you come for?")
    assert said[begun : begun + 5] == [
        "Which service have you come for?",
        "To choose, hold the loudspeaker button down when you hear what you want.",
        "Commercial licences",
        "Company registration",
        "Complaints and grievances",
    ]
    begun = said.index("What to bring")
    assert said[begun : begun + 5] == [
        "What to bring",
        "Identity card",
        "Papers about the complaint, if there are any",
        ahead,
        "Take your ticket",
    ]
    begun = said.index("Your number")
    spoken_number = f"Ticket C, {int(number[1:])},"
    assert said[begun + 1 : begun + 4] == [spoken_number, "Complaints and grievances", ahead]
    assert "Please have a seat and listen: your number will be called." in said
    assert "Take your ticket below" in said
    assert said.count(spoken_number) == 2
    assert "Press 1" not in said
    assert_real(running, heard(page))


def test_a_sentence_whose_sound_is_still_being_made_is_said_in_its_place(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if asked.count(route.request.url) == 1:
            route.fulfill(status=404)
        else:
            route.continue_()

    page.route("**/voice/*.wav", answer)
    page.locator("#speech").tap()
    until_said(page, "For English")
    assert texts(page)[:5] == [
        "لِلُغَةِ العَرَبِيَه",
        "أَبقِ إِصبَعَكَ عَلَى زِر السَمَاعَه",
        "Pour le français",
        "Gardez le doigt sur le bouton du haut-parleur.",
        "For English",
    ]
    expect(page.locator("#speech")).not_to_contain_text("لا صوت")


def test_a_finger_at_rest_hears_what_lies_under_it_and_presses_nothing(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    page.locator("#speech").tap()
    until_said(page, "لِلُغَةِ العَرَبِيَه")
    box = page.locator("#first-languages button[lang=fr]").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    glass = page.context.new_cdp_session(page)
    glass.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_function("() => since().some(({ text }) => text === 'Pour le français')")
    glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator("#start")).to_be_visible()
    touch(page, "#first-languages button[lang=fr]")
    expect(page.locator("#services")).to_be_visible()


def test_the_warning_is_heard_any_key_stays_and_the_next_person_finds_it_quiet(
    running: Running, screens: Screens
) -> None:
    page = kiosk(running, screens, clock=True)
    press(page, "1", "3")
    expect(page.locator("#services")).to_be_visible()
    page.keyboard.press("+")
    assert heard(page, "volume")[-1]["step"] == LOUDER
    until_said(page, "Which service have you come for?")
    page.wait_for_function(RESTED_AFTER, arg="Which service have you come for?")
    page.evaluate(NOTE_LEFT)
    page.clock.run_for(QUIET_MS + 1000)
    # The line may be given up in that time: that is said, and quiet begins anew.
    while page.locator("#warning").is_hidden():
        page.clock.run_for(1000)
    until_said(page, "Press any key for more time.")
    page.wait_for_function("() => heard.some(({ what }) => what === 'tone')")
    assert texts(page)[-3:] == [
        "Do you need more time?",
        "The kiosk starts again in 20 seconds",
        "Press any key for more time.",
    ]
    page.wait_for_function("() => heard.at(-1).left")
    begins = page.evaluate("heard[heard.findLastIndex(({ what }) => what === 'rested') + 1].left")
    assert begins == "The kiosk starts again in 20 seconds", "the time begins when it was said"
    page.keyboard.press("7")
    expect(page.locator("#warning")).to_be_hidden()
    expect(page.locator("#services")).to_be_visible()
    page.keyboard.press("*")
    page.clock.run_for(400)
    page.wait_for_function("() => since().some(({ text }) => text === 'لِلُغَةِ العَرَبِيَه')")
    page.clock.run_for(2 * QUIET_MS)
    while page.locator("#warning").is_visible() or page.locator("html").get_attribute("lang") != "ar":
        page.clock.run_for(5000)
    expect(page.locator("#speech")).to_have_attribute("aria-pressed", "false")
    assert heard(page, "volume")[-1]["step"] == FULL
    assert page.evaluate("document.documentElement.hasAttribute('data-keys')") is False


def test_who_does_not_listen_hears_their_number_and_a_call_goes_first(running: Running, screens: Screens) -> None:
    token = running.token("manager")
    page = kiosk(running, screens, whole=True)

    def answer_when_made(route: Route) -> None:
        # How long a call takes nobody knows before its sounds are made: guessed, it may outlast the screen.
        while (sound := route.fetch()).status == 404:
            page.wait_for_timeout(50)
        route.fulfill(response=sound)

    page.route("**/voice/*.wav", answer_when_made)
    page.locator("#first-languages button[lang=en]").tap()
    running.post("/api/tickets", {"service": "information", "language": "ar"})
    ahead = {one["code"]: one["ahead"] for one in running.get("/api/office")["services"]}["information"]
    # From now on it hears what the office tells.
    expect(page.locator("[data-key=information] .crowd")).to_have_text(str(ahead))
    page.locator("#cards button").nth(1).tap()
    expect(page.locator("#service")).to_be_visible()
    assert heard(page) == []
    running.post("/api/counters/1/open", {}, token)
    running.post("/api/counters/1/call-next", {}, token)
    page.wait_for_function("() => heard.some(({ what }) => what === 'held')")
    page.locator("#take").tap()
    until_rested(page)
    assert texts(page)[0] == "Your number" and texts(page)[1].startswith("Ticket B, ")
    assert "Please have a seat and listen: your number will be called." in texts(page)
    order = [each["what"] for each in page.evaluate("heard")]
    assert order.index("released") < order.index("said")
    assert_real(running, heard(page))


def test_without_a_sound_the_button_says_so_and_everything_else_goes_on(running: Running, screens: Screens) -> None:
    page = screens()
    page.route("**/voice/*.wav", lambda route: route.fulfill(status=404))
    page.goto(f"{running.url}/kiosk")
    lettered(page)
    page.locator("#speech").tap()
    expect(page.locator("#speech")).to_contain_text("لا صوت")
    touch(page, "#first-languages button[lang=en]")
    expect(page.locator("#services")).to_be_visible()
    expect(page.locator("#speech")).to_contain_text("No sound")


def test_every_control_of_every_screen_has_a_spoken_name(running: Running, screens: Screens) -> None:
    page = kiosk(running, screens)
    names = page.evaluate(
        """() => [...document.querySelectorAll('header button[id], main button[id], nav button[id], #warning button')]
            .map(({ id }) => id)"""
    )
    options = [[name, None] for name in names]
    answer = running.post("/kiosk/speech", {"screen": "start", "language": "en", "options": options})
    assert {each["option"] for each in answer["sentences"]} == set(names)
