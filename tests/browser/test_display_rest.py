"""What the wall shows at rest, as its office decides: pictures, videos, notices, how many wait, which calls."""

import base64
from collections.abc import Iterator
from copy import deepcopy

import pytest
from playwright.sync_api import Browser

from tests.browser.staged import shut
from tests.browser.staged_wall import StagedWall, staged_wall
from tests.browser.wall_contents import NOTICE, PICTURE, picture

SECOND = 1000
PLAYS = "(() => { const video = document.querySelector('video'); return Boolean(video) && !video.paused; })()"
MUTED = "document.querySelector('video').muted"
SHOWN = "document.body.classList.contains('with-media')"
#: Makes a short video of our own, with sound, as this browser writes it.
FILM = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 36 });
  const pen = canvas.getContext('2d');
  const stream = canvas.captureStream(25);
  const room = new AudioContext();
  const tone = new OscillatorNode(room), heard = new MediaStreamAudioDestinationNode(room);
  tone.connect(heard);
  tone.start();
  stream.addTrack(heard.stream.getAudioTracks()[0]);
  const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8,opus' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start(40);
  // Picture and sound come from threads of their own: it is no film before both are in it.
  const both = async () => /V_VP8[^]*A_OPUS|A_OPUS[^]*V_VP8/.test(await new Blob(parts).text());
  for (let shade = 0; shade < 12 || !(await both()); shade++) {
    pen.fillStyle = `rgb(0 ${(shade % 12) * 20} 80)`;
    pen.fillRect(0, 0, 64, 36);
    await new Promise((done) => setTimeout(done, 40));
  }
  recorder.stop();
  await new Promise((done) => (recorder.onstop = done));
  await room.close();
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


@pytest.fixture(scope="module")
def film(browser: Browser) -> bytes:
    page = browser.new_page()
    film = base64.b64decode(page.evaluate(FILM))
    page.close()
    assert b"A_OPUS" in film  # or nothing would be heard of it, muted or not
    return film


@pytest.fixture(scope="module")
def page(browser: Browser, film: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedWall]:
    with staged_wall(browser, tmp_path_factory.mktemp("office")) as wall:
        wall.media |= {"plan.png": ("image/png", PICTURE), "film.webm": ("video/webm", film)}
        wall.media |= {"torn.png": ("image/png", PICTURE[:20]), "torn.mp4": ("video/mp4", b"no film")}
        yield wall


# ---------------------------------------------------------------- pictures and videos


def test_a_picture_stands_beside_the_calls_and_gives_way_to_one_that_is_announced(page):
    wall = page.open(media="plan.png")
    wall.until(SHOWN)
    assert wall.is_seen("#media > img") and wall.is_seen("#welcome")
    wall.call()
    assert not wall.is_seen("#media > img")
    wall.run(20 * SECOND)
    assert wall.is_seen("#media > img") and wall.is_seen("#number")


def test_a_video_is_silent_before_the_chime_begins_and_until_nobody_is_called(page):
    wall = page.open(media="film.webm")
    wall.until(PLAYS)
    assert wall.page.evaluate(MUTED) is False
    wall.call("A001")
    wall.call("B001")
    assert wall.page.evaluate(MUTED) is True
    wall.run(30 * SECOND)
    begun = wall.page.evaluate("heard.filter(({ what }) => what === 'begins').map(({ muted }) => muted)")
    assert len(begun) > 5 and all(begun)
    wall.until(PLAYS)
    assert wall.page.evaluate(MUTED) is False


@pytest.mark.parametrize("query", ["?lang=en", "?lang=en&refused"])
def test_a_video_is_heard_only_where_the_voice_is(page, query):
    wall = page.open(query, media="film.webm", speaks="refused" in query)
    wall.until(PLAYS)
    assert wall.page.evaluate(MUTED) is True


def test_a_video_stands_still_for_who_asked_for_less_motion(page):
    page.page.emulate_media(reduced_motion="reduce")
    wall = page.open(media="film.webm")
    wall.until(SHOWN)
    assert wall.page.evaluate("document.querySelector('video').paused")
    page.page.emulate_media(reduced_motion="no-preference")


@pytest.mark.parametrize("file", ["gone.png", "torn.png", "torn.mp4", "gone.webm"])
def test_a_file_that_is_missing_or_broken_shows_nothing_and_breaks_nothing(page, file):
    wall = page.open(media=file)
    call = wall.call()
    wall.run(20 * SECOND)
    assert not wall.is_seen("#media") and not wall.page.evaluate(SHOWN)
    assert wall.heard("rested") == [call["call"]]


def test_a_file_that_comes_later_is_shown_without_anybody_doing_anything(page):
    with page.page.expect_response("**/display/media/later.png") as missing:
        wall = page.open(media="later.png")
    assert missing.value.status == 404
    wall.run(5 * SECOND)
    wall.media["later.png"] = ("image/png", PICTURE)
    wall.run_until(SHOWN, 10 * SECOND)
    del wall.media["later.png"]


def test_a_file_that_is_exchanged_or_taken_away_is_seen_to_be(page):
    wide = "document.querySelector('#media > img')?.naturalWidth === "
    page.media["hall.png"] = ("image/png", picture(320, 180))
    wall = page.open(media="hall.png")
    wall.until(f"{wide} 320")
    wall.media["hall.png"] = ("image/png", picture(640, 360))
    wall.run(90 * SECOND)
    wall.until(f"{wide} 640")
    del wall.media["hall.png"]
    wall.run(90 * SECOND)
    wall.until(f"!{SHOWN}")


def test_another_file_takes_the_place_of_the_one_before(page):
    wall = page.open(media="plan.png")
    wall.until(SHOWN)
    wall.arrange(media="film.webm")
    wall.until(PLAYS)
    wall.arrange()
    assert not wall.is_seen("#media") and wall.page.locator("#media > *").count() == 0


# ---------------------------------------------------------------- the notice


def test_a_notice_is_read_page_by_page_whole_in_each_language(page):
    wall = page.open("?lang=fr", notice=NOTICE)
    read: dict[str, list[str]] = {}
    for _ in range(60):
        language, text = wall.page.evaluate(
            "(({ lang, textContent }) => [lang, textContent])(document.querySelector('#notice > span'))"
        )
        if text not in read.setdefault(language, []):
            read[language].append(text)
        wall.run(4 * SECOND)
    assert list(read) == ["fr", "ar", "en"]
    assert {language: " ".join(pages) for language, pages in read.items()} == {
        language: " ".join(text.split()) for language, text in NOTICE.items()
    }
    assert all(2 <= len(pages) <= 6 for pages in read.values())


def test_a_word_longer_than_a_page_is_read_in_pieces_and_a_french_sign_stays_with_its_word(page):
    address = "www." + "office-of-the-citizen." * 7 + "example"
    wall = page.open(notice={"en": address, "fr": "S’il vous plaît\u00a0: silence" + " encore" * 20})
    read = []
    for _ in range(30):
        text = wall.see("#notice > span")
        if text not in read:
            read.append(text)
            assert wall.page.evaluate("(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)(notice)")
        wall.run(4 * SECOND)
    assert "".join(text for text in read if "encore" not in text) == address
    assert any("plaît\u00a0: silence" in text for text in read)


def test_a_short_notice_stands_still(page):
    wall = page.open(notice={"en": "Closed on Friday"})
    wall.page.evaluate("window.same = document.querySelector('#notice > span')")
    wall.run(100 * SECOND)
    assert wall.page.evaluate("window.same === document.querySelector('#notice > span')")


def test_a_page_of_a_notice_is_there_long_enough_to_be_read_twice(page):
    wall = page.open(notice={"en": NOTICE["en"]})
    first = wall.see("#notice")
    wall.run(10 * SECOND)
    assert wall.see("#notice") == first


def test_what_staff_write_is_text_and_never_markup(page):
    wall = page.open(notice={"en": "<img src=x onerror=alert(1)> & <b>bold</b>"})
    assert wall.page.locator("#notice img, #notice b").count() == 0
    assert wall.see("#notice").startswith("<img src=x")


def test_without_a_notice_there_is_no_line_for_it(page):
    wall = page.open()
    assert not wall.is_seen("#notice")
    wall.arrange(notice={"en": "Closed on Friday"})
    assert wall.is_seen("#notice")
    wall.arrange(notice={"en": "  "})
    assert not wall.is_seen("#notice")


# ---------------------------------------------------------------- where nobody is called


def test_a_closed_office_tells_when_it_opens_while_nobody_waits(page):
    wall = page.open("?lang=fr")
    seat = wall.see("#greetings")
    assert "asseoir" in seat
    wall.office = deepcopy(wall.first)
    shut(wall.office)
    wall.snapshot()
    assert wall.page.locator("#greetings > p").all_text_contents() == [
        "Le bureau est fermé. Il ouvre mercredi à 08:00.",
        "المكتب مغلق. يفتح يوم الأربعاء الساعة 08:00.",
        "The office is closed. It opens on Wednesday at 08:00.",
    ]
    wall.waiting = 1
    wall.snapshot()
    assert wall.see("#greetings") == seat, "who was given a number is called also after closing time"
    wall.office, wall.waiting = wall.first, 0
    wall.snapshot()
    assert wall.see("#greetings") == seat


# ---------------------------------------------------------------- what else is decided


def test_a_wall_shows_and_speaks_only_for_its_counters(page):
    wall = page.open(counters=[1, 2])
    wall.call("A001", 3)
    wall.run(SECOND)
    assert wall.is_seen("#welcome")
    call = wall.call("B001", 2)
    wall.run(20 * SECOND)
    assert wall.heard("shown") == [call["call"]] and "A001" not in wall.see("#calls")


def test_so_many_past_calls_are_listed_as_are_decided_and_those_to_come_always(page):
    wall = page.open(calls=2)
    for n in range(5):
        wall.call(f"A{n:03}", told=False)
    wall.snapshot()
    wall.run(SECOND)
    assert wall.page.locator("#calls > li").count() == 2
    wall.arrange(calls=0)
    assert wall.page.locator("#calls > li").count() == 0 and not wall.is_seen("#last-calls")
    wall.call("B001")
    wall.call("B002")
    assert wall.see("#calls > li.marked > .number") == "B002"


def test_how_many_wait_is_told_where_it_is_decided(page):
    page.waiting = 5
    wall = page.open(waiting=False)
    assert not wall.is_seen("#waiting")
    wall.arrange(waiting=True)
    assert wall.is_seen("#waiting") and wall.see("#waiting").strip() == "5 people are waiting"


def test_options_change_while_people_look(page):
    wall = page.open("", languages=["fr"])
    wall.call("A001", 3, "ar")
    wall.run(20 * SECOND)
    assert wall.page.evaluate("document.documentElement.lang") == "fr" and "Guichet" in wall.see("#counter-label")
    wall.arrange(languages=["ar"], theme="light")
    assert wall.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert "Guichet" not in wall.see("#counter-label")
    assert wall.page.evaluate("document.body.classList.contains('light')")
    wall.arrange()
    assert wall.page.evaluate("document.body.classList.contains('night')")


OPTIONS = """async ([given, search]) => (await import("/display/static/options.js")).arranged(given, search)"""


@pytest.mark.parametrize("given", [None, {}, {"calls": 99, "theme": "pink", "notice": [], "media": 3, "inches": "43"}])
def test_nonsense_is_as_if_nothing_were_decided(page, given):
    page.open()
    options = page.page.evaluate(OPTIONS, [given, "?calls=many&inches="])
    assert options == {
        "counters": None, "calls": 10, "voice": True, "languages": None, "waiting": True, "theme": "dark",
        "notice": {}, "media": None, "inches": 43, "room": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("search", "inches", "calls"),
    [("?inches=55&calls=4", 55, 4), ("?inches=1&calls=-3", 7, 0), ("?inches=9999", 150, 5)],
)
def test_the_address_of_a_browser_has_the_last_word_about_its_size_and_calls(page, search, inches, calls):
    page.open()
    options = page.page.evaluate(OPTIONS, [{"inches": 32, "calls": 5}, search])
    assert (options["inches"], options["calls"]) == (inches, calls)
