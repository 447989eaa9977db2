"""The kiosk for everybody: what axe-core finds on each state, how large everything is, where it is touched."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from tests.browser.accessible import AXE, CHECK, faults
from tests.browser.staged import LANGUAGES, MODES, PANELS, Office, Staged, paused, shut, silence, staged


@pytest.fixture(scope="module")
def kiosk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staged]:
    with staged(browser, tmp_path_factory.mktemp("office")) as kiosk:
        kiosk.page.emulate_media(reduced_motion="reduce")  # no colour is measured on its way to another
        yield kiosk


# ---------------------------------------------------------------- the states


def some_closed(office: Office) -> None:
    first, second, third, *_ = office["services"]
    first.update(open=False, reason="closed", opens_at="2026-09-21T10:00:00+02:00")
    second.update(open=False, reason="quota-reached", opens_at="2026-09-23T08:00:00+02:00")
    third.update(open=False, reason="paused", pause_reason="system-down", opens_at=None)


def under_categories(office: Office) -> None:
    names = {"trade": "storefront", "building": "architecture"}
    office["categories"] = [
        {"code": code, "name": dict.fromkeys(LANGUAGES, code.title()), "icon": icon, "colour": colour}
        for colour, (code, icon) in enumerate(names.items())
    ]
    more = [{**one, "code": one["code"] + "-2"} for one in office["services"][:4]]
    office["services"] += more
    for place, service in enumerate(office["services"]):
        service["category"] = ["trade", "building", None][place % 3]


def walk(kiosk: Staged, language: str) -> Iterator[str]:
    """All that a person can see, one after the other, by the page's own buttons."""
    kiosk.tell()
    yield "start"
    kiosk.begin(language)
    yield "services"
    kiosk.press("#cards button:nth-child(4)")
    yield "service"
    if kiosk.go_on():
        yield "service: ticket"
    kiosk.press("#offer")
    yield "priority"
    kiosk.press("#classes button:nth-child(3)")
    yield "service: class chosen"
    kiosk.answers = False
    kiosk.press("#take")
    kiosk.page.locator("#take[aria-busy=true]").wait_for()
    yield "service: asked"
    kiosk.refusal = (503, "store-unavailable")
    kiosk.answer()
    kiosk.page.locator("#problem").wait_for()
    yield "problem"
    kiosk.refusal = None
    kiosk.press("#again")
    kiosk.page.locator("#number").wait_for()
    yield "number: printing"
    kiosk.tell_receipt("printed")
    yield "number: printed"
    kiosk.fail_paper()
    yield "number: failed"
    kiosk.press("#done")


def walk_aside(kiosk: Staged, language: str) -> Iterator[str]:
    """What is seen when something is not as usual."""
    kiosk.tell(some_closed)
    kiosk.begin(language)
    yield "services: some closed"
    for place in (1, 2, 3):
        kiosk.press(f"#cards button:nth-child({place})")
        yield f"service: closed {place}"
        kiosk.press("#back")
    kiosk.page.evaluate("document.getElementById('warning').showModal()")
    yield "warning"
    kiosk.press("#more-time")
    kiosk.tell(under_categories)
    kiosk.begin(language)
    yield "categories"
    kiosk.press("#category-cards button:nth-child(1)")
    yield "services of a category"
    kiosk.tell(shut)
    kiosk.begin(language)
    kiosk.press("#leave")
    yield "start: office closed"
    kiosk.leave()
    yield "start: office closed and away"
    kiosk.come_back()
    kiosk.tell(paused)
    yield "paused"
    kiosk.tell()
    kiosk.leave()
    yield "start: office away"
    kiosk.begin(language)
    yield "services: office away"
    kiosk.press("#cards button:nth-child(4)")
    yield "service: office away"
    kiosk.press("#leave")
    kiosk.come_back()


def paperless(office: Office) -> None:
    """Many services, of which none asks for a paper."""
    office["services"] = [
        {**office["services"][n % 6], "code": f"service-{n}", "documents": {}, "category": None} for n in range(24)
    ]


def walk_rarely(kiosk: Staged, language: str) -> Iterator[str]:
    """What is seen when somebody asks for more than most, or is refused."""
    for kind, status in (("quota-reached", 409), ("too-many-tickets", 429), ("not-allowed", 403)):
        kiosk.tell()
        kiosk.begin(language)
        kiosk.refusal = status, kind
        kiosk.press("#cards button:nth-child(2)", "#take")
        kiosk.page.locator("#problem").wait_for()
        yield f"problem: {kind}"
        kiosk.refusal = None
    kiosk.receipt = "none"
    kiosk.begin(language)
    kiosk.press("#cards button", "#take")
    kiosk.page.locator("#number").wait_for()
    yield "number: none"
    kiosk.receipt = "printing"
    kiosk.press("#done")
    kiosk.tell(paperless)
    kiosk.begin(language)
    yield "services: first page"
    kiosk.press("#more-services")
    yield "services: next page"
    kiosk.press("#cards button:not([hidden])")
    yield "service: without papers"
    kiosk.answers = False
    kiosk.press("#take")
    kiosk.page.locator("#patience:not([hidden])").wait_for()
    yield "service: asked for long"
    kiosk.answer()
    kiosk.page.locator("#number").wait_for()
    kiosk.press("#done")
    kiosk.tell()


def walk_helped(kiosk: Staged, language: str) -> Iterator[str]:
    """The way to a ticket by keys, with larger text, and with lower buttons."""
    for mode in ("keys", *MODES):
        kiosk.page.evaluate("document.getElementById('leave').click()")
        if mode == "keys":
            kiosk.page.keyboard.press("5")
        kiosk.choose(*{mode} & MODES.keys())
        yield f"{mode}: start"
        kiosk.press(f"#first-languages [lang={language}]")
        yield f"{mode}: services"
        kiosk.press("#cards button:nth-child(4)")
        yield f"{mode}: service"
        if kiosk.page.locator("#onward").is_visible():
            kiosk.press("#onward")
            yield f"{mode}: service, ticket"
        kiosk.press("#take")
        kiosk.page.locator("#number").wait_for()
        yield f"{mode}: number"
        kiosk.press("#done")
    kiosk.voice = None
    kiosk.press("#speech")
    kiosk.page.locator("#speech[data-icon=volume_off]").wait_for()
    yield "start: no sound"
    kiosk.voice = silence()
    kiosk.press("#leave")


Walk = tuple[str, Callable[[Staged, str], Iterator[str]]]

# ---------------------------------------------------------------- axe-core


@pytest.fixture(scope="module")
def axe(kiosk: Staged) -> Staged:
    kiosk.panel("10.1")
    kiosk.page.evaluate(AXE)
    return kiosk


#: The star behind the greeting is a picture, before which axe-core judges nothing: its colour everywhere is harder.
STAR = """() => {
    const greeting = document.querySelector('.greeting');
    greeting.querySelector('.mark').style.display = 'none';
    greeting.style.background = 'var(--surface-2)';
}"""


def found_on(axe: Staged, language: str, *walks: Callable[[Staged, str], Iterator[str]]) -> dict[str, list[str]]:
    """What axe-core has against any of these states, and whatever moves though less motion is asked for."""
    found = {}
    axe.page.evaluate(STAR)
    for steps in walks:
        for state in steps(axe, language):
            moves = axe.page.evaluate("document.getAnimations().length")
            if wrong := faults(axe.page, arabic=language == "ar" or "start" in state) + ["it moves"] * moves:
                found[state] = wrong
    return found


@pytest.mark.parametrize(
    "language", ["ar", pytest.param("fr", marks=pytest.mark.long), pytest.param("en", marks=pytest.mark.long)]
)
def test_axe_finds_nothing_on_any_state(axe: Staged, language: str) -> None:
    assert found_on(axe, language, walk, walk_aside) == {}


def test_axe_finds_nothing_where_somebody_is_helped_or_refused(axe: Staged) -> None:
    assert found_on(axe, "fr", walk_rarely, walk_helped) == {}


@pytest.mark.long
@pytest.mark.parametrize("inches", PANELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_state_of_any_panel(axe: Staged, language: str, inches: str) -> None:
    axe.panel(inches)
    assert found_on(axe, language, walk, walk_aside, walk_rarely, walk_helped) == {}


def test_high_contrast_is_at_least_seven_to_one(axe: Staged) -> None:
    found = {}
    for steps in (walk, walk_aside):
        for state in steps(axe, "en"):
            axe.choose("contrast")
            if wrong := axe.page.evaluate(CHECK, {"type": "rule", "values": ["color-contrast-enhanced"]}):
                found[state] = wrong
    assert found == {}


# ---------------------------------------------------------------- where the keys are

#: Whatever can be pressed and, when a key has moved there, has no ring of 3 px, 3:1 to its ground, whole.
RINGLESS = """() => {
    const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const part = (each) => (each /= 255) <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) + 0.05;
    const contrast = (one, other) => Math.max(one / other, other / one);
    const above = (e) => (e.parentElement ? [e.parentElement, ...above(e.parentElement)] : []);
    const grounds = (e) => above(e).map((one) => rgb(getComputedStyle(one).backgroundColor));
    const ground = (e) => grounds(e).find(([,,, a = 1]) => a === 1);
    const glass = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const cuts = (e) => above(e).filter((one) => getComputedStyle(one).overflow !== 'visible' && one !== document.body
        && one !== document.documentElement).map((one) => one.getBoundingClientRect());
    const room = document.querySelector('dialog[open]') ?? document.body;
    const buttons = [...room.querySelectorAll('button:not(:disabled)')].filter((e) => e.checkVisibility());
    return buttons.flatMap((button) => {
        button.focus({ focusVisible: true, preventScroll: true });
        const style = getComputedStyle(button);
        const width = parseFloat(style.outlineWidth);
        const found = contrast(light(rgb(style.outlineColor)), light(ground(button)));
        const wide = width + parseFloat(style.outlineOffset);
        const { left, top, right, bottom } = button.getBoundingClientRect();
        const cut = [glass, ...cuts(button)].some((box) => left - wide < box.left - 1 || right + wide > box.right + 1
            || top - wide < box.top - 1 || bottom + wide > box.bottom + 1);
        const seen = button.matches(':focus-visible') && style.outlineStyle === 'solid' && width >= 3 && found >= 3;
        return seen && !cut ? [] : [[button.id || button.textContent.trim(), style.outline, found, cut]];
    });
}"""


def test_where_the_keys_are_is_seen_on_every_ground(axe: Staged) -> None:
    found = {}
    for steps in (walk, walk_aside):
        for state in steps(axe, "fr"):
            axe.page.keyboard.press("Shift")  # keys are in use
            for contrast in ("", "high"):
                axe.page.evaluate("contrast => (document.documentElement.dataset.contrast = contrast)", contrast)
                if wrong := axe.page.evaluate(RINGLESS):
                    found[state, contrast] = wrong
            axe.page.evaluate("() => delete document.documentElement.dataset.contrast")
    assert found == {}


# ---------------------------------------------------------------- sizes, in millimetres of the panel

#: In this typeface capital letters and figures are 0.698 of the font's size high.
#: What has to be read to get a ticket and to know what happens next; the rest says it again, smaller.
MATTERS = """h1, .card>.words>b, #take>span, #offer>span>b, #onward>span, #another>span, #service-waiting>span,
    #service-refusal>span, #papers>li, #receipt>span, .steps>li, #keep-it>p, #the-number, #number-service, .chip>span,
    #done>span, #problem-remedy, #again>span, #other>span, #leave>span, #office-closed>div>span, #pause-remedy>span,
    #first-languages b, #warning-left, #more-time>span"""
MEASURE = """([matters, mm]) => {
    const aside = (e) => [e, e.closest('.steps')].some((one) => one && getComputedStyle(one).position === 'absolute');
    const words = [...document.querySelectorAll(matters)]
        .filter((e) => e.checkVisibility() && !aside(e) && e.textContent.trim());
    const buttons = [...document.querySelectorAll('button')].filter((e) => e.checkVisibility());
    const rooms = [...document.querySelectorAll('body, main, .screen, .room')].filter((e) => e.checkVisibility());
    const box = (e) => e.getBoundingClientRect();
    const em = (e) => parseFloat(getComputedStyle(e).fontSize);
    const name = (e) => e.id || e.textContent.trim() || e.className;
    const beyond = ({ left, right, top, bottom }) =>
        left < -1 || right > innerWidth + 1 || top < -1 || bottom > innerHeight + 1;
    document.body.classList.remove('settling');
    const middle = (e) => document.elementFromPoint((box(e).left + box(e).right) / 2, (box(e).top + box(e).bottom) / 2);
    const warning = document.querySelector('dialog[open]');
    const least = (sizes) => Math.min(...sizes) / mm;
    const sides = (e) => [box(e).width, box(e).height];
    // Words stay clear of the frame that they stand in: no nearer than 4 px beside them, none of their ink over it.
    const brush = document.createElement('canvas').getContext('2d');
    const inks = (text) => [...text.data.matchAll(/\\S+/g)].flatMap(({ 0: word, index }) => {
        const place = document.createRange();
        place.setStart(text, index);
        place.setEnd(text, index + word.length);
        const { font, direction } = getComputedStyle(text.parentElement);
        Object.assign(brush, { font, direction });
        const ink = brush.measureText(word);
        const [up, down] = [ink.fontBoundingBoxAscent, ink.fontBoundingBoxDescent];
        return [...place.getClientRects()].filter(({ width }) => width > 1).map(({ left, right, top, height }) => {
            const line = top + (up * height) / (up + down);
            const [over, under] = [line - ink.actualBoundingBoxAscent, line + ink.actualBoundingBoxDescent];
            return { left: left - 4, right: right + 4, top: over, bottom: under };
        });
    });
    const texts = (e) => {
        const found = [];
        const all = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
        for (let one = all.nextNode(); one; one = all.nextNode()) {
            if (one.parentElement.checkVisibility() && !aside(one.parentElement)) found.push(one);
        }
        return found;
    };
    const isTight = (e) => {
        const { left, top } = box(e);
        const inner = { left: left + e.clientLeft, top: top + e.clientTop };
        Object.assign(inner, { right: inner.left + e.clientWidth, bottom: inner.top + e.clientHeight });
        return texts(e).flatMap(inks).some((ink) => ink.left < inner.left - 0.1 || ink.right > inner.right + 0.1
            || ink.top < inner.top - 0.1 || ink.bottom > inner.bottom + 0.1);
    };
    return {
        tight: buttons.filter(isTight).map(name),
        target: least(buttons.flatMap(sides)),
        number: least(words.filter((e) => e.id === 'the-number').map(em)) * 0.698,
        covered: buttons.filter((e) => !warning || warning.contains(e))
            .filter((e) => e.ariaBusy !== 'true' && middle(e)?.closest('button') !== e).map(name),
        capital: least(words.map(em)) * 0.698,
        small: buttons.filter((e) => Math.min(box(e).width, box(e).height) < 20 * mm - 0.6).map(name),
        high: buttons.filter((e) => box(e).top < innerHeight / 2 - 1).map(name),
        over: rooms.filter((e) => e.scrollHeight > e.clientHeight + 2 || e.scrollWidth > e.clientWidth + 1).map(name),
        outside: [...buttons, ...words].filter((e) => beyond(box(e))).map(name),
    };
}"""


class Least(NamedTuple):
    """The smallest found of each, in mm: a capital letter, the shorter side of a target, a figure of the number."""

    capital: float
    target: float
    number: float


def measure(kiosk: Staged, inches: str, modes: tuple[str, ...] = (), *walks: Walk) -> Least:
    """Walk through the states on this panel, in these modes."""
    px_per_mm, least = kiosk.panel(inches), Least(99, 99, 99)
    for language, steps in walks or [(one, steps) for one in LANGUAGES for steps in (walk, walk_aside)]:
        for state in steps(kiosk, language):
            kiosk.choose(*modes)
            found = kiosk.page.evaluate(MEASURE, [MATTERS, px_per_mm])
            sizes = [found.pop(name) or 99 for name in Least._fields]
            if "away" not in state:  # what is said of the connection takes its room for a while
                least = Least(*map(min, least, sizes))
            if "reach" not in modes:
                found.pop("high")
            assert not any(found.values()), (inches, language, state, found)
    return least


#: The least capital letter of each panel, in mm: 6.1 mm are 0.7° at half a metre, 7.9 is 1.3 times as large. On the
#: smallest panel there is no room for that on each screen with larger text, nor for 6.1 mm in its lower half.
CAPITAL_MM = {
    (): {"10.1": 6.1, "15.6": 6.1, "21.5": 6.1},
    ("text",): {"10.1": 6.8, "15.6": 7.9, "21.5": 7.9},
    ("reach",): {"10.1": 4.4, "15.6": 6.1, "21.5": 6.1},
    ("text", "reach", "contrast"): {"10.1": 4.9, "15.6": 7.9, "21.5": 7.9},
}
TARGET_MM = 20
NUMBER_MM = {"10.1": 20, "15.6": 30, "21.5": 40}


def check_sizes(least: Least, modes: tuple[str, ...], inches: str) -> None:
    wanted = Least(CAPITAL_MM[modes][inches], TARGET_MM, NUMBER_MM[inches])
    assert all(found >= size - 0.05 for found, size in zip(least, wanted, strict=True)), (least, wanted)


def test_targets_fit_a_finger_and_letters_can_be_read_on_the_smallest_panel(kiosk: Staged) -> None:
    check_sizes(measure(kiosk, "10.1"), (), "10.1")


@pytest.mark.long
@pytest.mark.parametrize("inches", ["15.6", "21.5"])
def test_targets_fit_a_finger_and_letters_can_be_read(kiosk: Staged, inches: str) -> None:
    least = measure(kiosk, inches, (), *((language, walk) for language in LANGUAGES))
    check_sizes(least, (), inches)


@pytest.mark.parametrize(
    ("modes", "inches"),
    [
        (("text",), "10.1"),
        (("reach",), "10.1"),
        pytest.param(("text", "reach", "contrast"), "21.5", marks=pytest.mark.long),
    ],
)
def test_modes_make_letters_larger_and_bring_everything_into_the_lower_half(
    kiosk: Staged, modes: tuple[str, ...], inches: str
) -> None:
    check_sizes(measure(kiosk, inches, modes, ("fr", walk), ("ar", walk_aside)), modes, inches)


@pytest.mark.long
@pytest.mark.parametrize("inches", PANELS)
@pytest.mark.parametrize("modes", CAPITAL_MM)
def test_every_mode_on_every_panel(kiosk: Staged, modes: tuple[str, ...], inches: str) -> None:
    check_sizes(measure(kiosk, inches, modes), modes, inches)


# ---------------------------------------------------------------- while the connection is interrupted

#: How the screen is fitted and where everything is that may be touched; whether the notice keeps its words.
PLACES = """() => {
    const box = (e) => e.getBoundingClientRect();
    const seen = (all) => [...document.querySelectorAll(all)].filter((e) => e.checkVisibility());
    const notice = box(document.querySelector('#lost'));
    const isOut = ({ left, right, top, bottom }) => Math.max(0, notice.top - top, bottom - notice.bottom) > 1
        || left < notice.left || right > notice.right;
    return {
        fitted: [document.documentElement.className, document.documentElement.style.cssText],
        places: seen('button').map((e) => [e.id || e.textContent, ...Object.values(box(e).toJSON()).map(Math.round)]),
        out: notice.top < 0 || seen('#lost span, #lost b').map(box).some(isOut),
    };
}"""


def choosing(kiosk: Staged, language: str, modes: tuple[str, ...]) -> Iterator[str]:
    """Whatever is touched on the way to a ticket."""
    kiosk.begin(language)
    kiosk.choose(*modes)
    yield "services"
    kiosk.press("#cards button:nth-child(2)")
    yield "service"
    if kiosk.page.locator("#onward").is_visible():
        kiosk.press("#onward")
        yield "service: ticket"
    kiosk.press("#offer")
    yield "priority"


@pytest.mark.parametrize(
    ("inches", "modes"),
    [
        ("10.1", ("text", "reach", "contrast")),
        pytest.param("10.1", (), marks=pytest.mark.long),
        pytest.param("15.6", (), marks=pytest.mark.long),
        pytest.param("21.5", ("text",), marks=pytest.mark.long),
    ],
)
def test_the_notice_of_a_lost_connection_moves_nothing_under_a_finger(
    kiosk: Staged, inches: str, modes: tuple[str, ...]
) -> None:
    kiosk.panel(inches)
    kiosk.tell()
    for language in LANGUAGES:
        before = {state: kiosk.page.evaluate(PLACES) for state in choosing(kiosk, language, modes)}
        for state in choosing(kiosk, language, modes):
            if state == "services":
                kiosk.leave()
            assert kiosk.page.evaluate(PLACES) == before[state] | {"out": False}, (language, state)
        kiosk.come_back()
        assert kiosk.page.evaluate(PLACES)["places"] == before["priority"]["places"], language
    kiosk.press("#leave")


SCROLLED = """() => ({
    wide: document.documentElement.scrollWidth > innerWidth,
    aside: [...document.querySelectorAll('button, h1, p, b, li, #the-number, #greetings span')]
        .filter((e) => e.checkVisibility() && e.closest('.crowd, small') === null)
        .filter((e) => e.getBoundingClientRect().left < 0 || e.getBoundingClientRect().right > innerWidth + 1)
        .map((e) => e.id || e.textContent),
    small: [...document.querySelectorAll('button')].filter((e) => e.checkVisibility())
        .filter((e) => Math.min(e.offsetWidth, e.offsetHeight) < 44).map((e) => e.id || e.textContent),
})"""


@pytest.mark.parametrize(("width", "height"), [(320, 568), (740, 360)])
def test_on_a_phone_no_screen_is_wider_than_the_phone(kiosk: Staged, width: int, height: int) -> None:
    kiosk.small(width, height)
    for language in LANGUAGES:
        for state in walk(kiosk, language):
            found = kiosk.page.evaluate(SCROLLED)
            assert not any(found.values()), (width, language, state, found)
