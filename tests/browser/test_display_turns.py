"""Whose turn it is on the wall, and what is heard of it: the real page, while time goes by as told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.staged_wall import CHIME_MS, PART_MS, StagedWall, staged_wall

SECOND, MINUTE = 1000, 60_000
#: The chime and its pause, and then four parts in two languages.
SAID_MS = CHIME_MS + 500 + 4 * PART_MS + 1000


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StagedWall]:
    with staged_wall(browser, tmp_path_factory.mktemp("office")) as wall:
        yield wall


@pytest.fixture
def wall(page: StagedWall) -> StagedWall:
    return page.open()


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, tuple[int, int]]:
    return {name: (many, after[name]) for name, many in before.items() if after[name] > many}


def ids(*calls: dict) -> list[int]:
    return [call["call"] for call in calls]


def test_two_calls_in_one_second_are_shown_and_spoken_in_their_order(wall):
    one, other = wall.call("A001", 1), wall.call("B001", 2, "fr")
    wall.run(5 * SECOND)
    assert wall.see("#number") == "A001" and wall.see("#calls .marked") == "B001Counter 2"
    wall.run(30 * SECOND)
    assert wall.heard("shown") == ids(one, other)
    assert wall.heard("begins") == ["chime", *one["parts"], "chime", *other["parts"], *other["parts"]]
    assert wall.heard("rested") == ids(one, other)


@pytest.mark.long
def test_a_hundred_calls_from_twenty_counters_are_all_shown_and_spoken_in_order(wall):
    calls = [wall.call(f"A{n:03}", n % 20 + 1, "ar") for n in range(100)]
    tops = "[...document.querySelectorAll('.marked')].map((one) => one.getBoundingClientRect().top / innerHeight)"
    seen = [top for top in wall.page.evaluate(tops) if top < 0.85]
    assert int(wall.see("#more")) + len(seen) == 99 and len(seen) >= 3
    wall.run(100 * 6 * SECOND)
    assert wall.heard("shown") == wall.heard("rested") == ids(*calls)
    assert wall.heard("begins")[:-2] == [part for call in calls for part in ("chime", *call["parts"])]


def test_a_recall_speaks_again(wall):
    first = wall.call("A001")
    wall.run(20 * SECOND)
    again = wall.call("A001")
    wall.run(20 * SECOND)
    assert wall.heard("chimed") == wall.heard("shown") == ids(first, again)
    assert not wall.is_seen("#calls > li")


def test_a_call_that_is_undone_before_it_is_spoken_is_silent_and_leaves_the_wall(wall):
    first, undone = wall.call("A001", 1), wall.call("B001", 2)
    wall.run(SECOND)
    wall.withdraw(undone)
    wall.run(20 * SECOND)
    assert wall.heard("shown") == ids(first)
    assert not [part for part in wall.heard("begins") if "B001" in part]
    assert "B001" not in wall.see("#calls")


def test_a_server_that_dies_does_not_take_the_voice_along(wall):
    wall.early_in_a_minute()
    call, then = wall.call(), wall.time
    wall.run(2 * SECOND)
    wall.leave()
    wall.run(SAID_MS)
    assert wall.heard("begins")[:5] == ["chime", *call["parts"]]
    assert wall.see("#lost-text > :lang(en)") == f"No connection since {then}" and wall.see("#number") == "A001"
    wall.come_back()
    wall.until_live()
    assert not wall.is_seen("#lost")
    wall.run(20 * SECOND)
    assert wall.heard("shown") == ids(call)


def test_after_half_a_minute_without_network_what_was_missed_is_spoken_once_and_nothing_older(wall):
    wall.leave()
    wall.run(2 * SECOND)
    old = wall.call("A001", 1, told=False)
    wall.run(61 * SECOND)
    young = wall.call("B001", 2, told=False)
    wall.run(28 * SECOND)
    wall.come_back()
    wall.until_live()
    assert wall.see("#number") == "B001" and "A001" in wall.see("#calls")
    wall.run(30 * SECOND)
    wall.snapshot()
    wall.run(30 * SECOND)
    assert wall.heard("shown") == ids(young)
    assert old["call"] not in wall.heard("shown", "spoken")


@pytest.mark.parametrize("swallowed", [False, True])
def test_it_is_live_again_within_a_second_and_a_half_however_the_network_was_lost(wall, swallowed):
    wall.leave(swallowed=swallowed)
    wall.run(30 * SECOND + 700)
    assert wall.is_seen("#lost")
    wall.come_back()
    wall.run(1500)
    wall.until("document.querySelector('#lost').hidden")


def test_a_browser_that_refuses_sound_says_so_and_one_touch_enables_it(page):
    wall = page.open("?lang=fr&refused")
    wall.run(SECOND)
    assert wall.is_seen("#refused")
    assert wall.page.locator("#refused [lang=fr], #refused [lang=ar], #refused [lang=en]").count() == 3
    wall.until_said("sound", {"allowed": False})
    old = wall.call("A001")
    wall.run(20 * SECOND)
    assert wall.heard("shown") == ids(old) and wall.heard("begins") == []
    wall.page.mouse.click(200, 200)
    wall.run(SECOND)
    assert not wall.is_seen("#refused")
    wall.until_said("sound", {"allowed": True})
    wall.run(20 * SECOND)
    assert wall.heard("begins") == []  # nothing old is replayed
    new = wall.call("B001")
    wall.run(SAID_MS)
    assert wall.heard("begins") == ["chime", *new["parts"]]


def test_of_two_walls_one_speaks_and_both_show_the_same_call_at_the_same_time(page):
    told = {}
    for speaks in (True, False):
        wall = page.open(speaks=speaks)
        for number in ("A001", "B001"):
            wall.call(number)
        wall.run(30 * SECOND)
        heard = wall.page.evaluate("heard.filter(({ what }) => what === 'shown' || what === 'rested')")
        begun = heard[0]["ms"]
        told[speaks] = [(each["what"], round((each["ms"] - begun) / 10)) for each in heard]
        assert bool(wall.heard("begins")) is speaks and bool(wall.heard("spoken")) is speaks
        assert not wall.is_seen("#refused") and not wall.is_seen("#mute")
    assert told[True] == told[False]


def test_whoever_is_to_speak_later_says_no_call_that_another_wall_says(page):
    wall = page.open(speaks=False)
    wall.call("A001")
    wall.run(SECOND)
    wall.arrange(speaks=True)
    new = wall.call("B001")
    wall.run(30 * SECOND)
    assert wall.heard("begins") == ["chime", *new["parts"], *new["parts"]]


def test_a_call_that_nobody_said_is_said_by_the_wall_that_speaks_now(page):
    wall = page.open(speaks=False)
    one, other = wall.call("A001", 1), wall.call("B001", 2)
    wall.run(2 * SECOND)
    wall.arrange(speaks=True, unsaid=[one, other])
    wall.run(40 * SECOND)
    assert [part for part in wall.heard("begins") if part == "chime"] == ["chime", "chime"]
    assert set(wall.heard("spoken")) == set(ids(one, other))


def test_a_part_that_was_not_ready_when_its_call_came_is_heard_in_its_turn(wall):
    one = wall.call("A001", 1)
    wall.page.evaluate("window.voiceless = true")
    other = wall.call("B001", 2)
    wall.page.evaluate("window.voiceless = false")
    wall.run(30 * SECOND)
    assert wall.heard("begins") == ["chime", *one["parts"], "chime", *other["parts"], *other["parts"]]
    assert not wall.is_seen("#mute")


def test_without_a_voice_the_chime_sounds_and_the_wall_says_where_to_look(wall):
    wall.page.evaluate("window.voiceless = true")
    first, second = wall.call("A001"), wall.call("B001")
    wall.run(SAID_MS)
    assert wall.is_seen("#mute") and not wall.is_seen("#waiting")
    wall.run(30 * SECOND)
    assert wall.heard("chimed") == wall.heard("rested") == ids(first, second)


def test_after_a_sleep_no_old_call_is_spoken_and_the_clock_is_right(wall):
    wall.early_in_a_minute()
    spoken = wall.call("A001", 1)
    waiting = wall.call("B001", 2)
    wall.run(2 * SECOND)
    begun = len(wall.heard("begins"))
    wall.sleep(3 * 60 * MINUTE)
    wall.until_live()
    wall.run(30 * SECOND)
    assert waiting["call"] not in wall.heard("shown") and wall.heard("shown") == ids(spoken)
    assert len(wall.heard("begins")) == begun
    assert wall.see("#clock") == wall.time
    new = wall.call("C001", 3)
    wall.run(SAID_MS)
    assert wall.heard("begins")[begun:] == ["chime", *new["parts"]]


def test_after_a_sleep_in_which_its_own_time_stood_still_the_clock_is_right(wall):
    wall.early_in_a_minute()
    wall.suspend(3 * 60 * MINUTE)
    wall.run(SECOND)
    assert wall.see("#clock") == wall.time
    wall.until_live()
    assert wall.see("#clock") == wall.time


def test_it_is_loaded_anew_when_the_office_was_renewed_but_never_while_somebody_is_called(wall):
    opened = wall.opened
    wall.until("versions === 1")
    wall.call()
    wall.run(SECOND)
    wall.version += "1"
    wall.leave()
    wall.run(SECOND)
    wall.come_back()
    wall.until_live()
    wall.until("versions === 2")
    wall.run(2 * SECOND)
    assert wall.opened == opened
    with wall.page.expect_navigation():
        wall.page.clock.run_for(12 * SECOND)
    assert wall.opened == opened + 1


def test_a_line_that_breaks_for_a_moment_is_not_worth_a_word(wall):
    wall.leave()
    wall.run(SECOND)
    assert not wall.is_seen("#lost")
    wall.come_back()
    wall.until_live()
    wall.run(5 * SECOND)
    assert not wall.is_seen("#lost")


@pytest.mark.long
def test_three_hundred_calls_leave_nothing_behind(page):
    wall = page.open("?lang=ar", notice={"ar": "كلمة " * 30, "en": "word " * 30})

    def call_all(times: int) -> None:
        for n in range(times):
            wall.call(f"A{n:03}", n % 20 + 1, ("ar", "fr", "en")[n % 3])
            if n % 20 == 19:
                wall.run(3 * MINUTE)

    call_all(60)
    wall.run(MINUTE)
    before = wall.counts()
    call_all(300)
    wall.run(MINUTE)
    assert len(set(wall.heard("rested"))) == 360
    assert not grown(before, wall.counts())


@pytest.mark.long
def test_a_day_of_broken_lines_and_other_options_leaves_nothing_behind(page):
    wall = page.open()
    wall.call()

    def go_and_come() -> None:
        wall.leave()
        wall.run(5 * SECOND)
        wall.come_back()
        wall.until_live()
        for theme in ("light", "dark"):
            wall.arrange(theme=theme, notice={"en": "word " * 40})
        wall.run(MINUTE)

    go_and_come()
    before = wall.counts()
    for _ in range(10):
        go_and_come()
    assert not grown(before, wall.counts())
