"""A screen that asks to be let in: its code, its time, and what many of them cannot do."""

import threading

import pytest

from server.office.actors import Role
from server.pairing import (
    MOST,
    MOST_OF_ONE_ADDRESS,
    SHOWN_MS,
    UNHEARD_MS,
    Pairings,
    TooManyAsking,
    UnknownPairingCode,
    draw,
)

KIOSK, DISPLAY = Role.KIOSK, Role.DISPLAY
EVERY_MS = 2_000


def drawing(*codes: str) -> Pairings:
    """Codes in this order."""
    left = iter(codes)
    return Pairings(lambda: next(left))


def test_a_code_has_six_digits_and_is_not_foretold_by_another():
    codes = {draw() for _ in range(1000)}
    assert all(len(code) == 6 and code.isdecimal() and code.isascii() for code in codes)
    assert len(codes) > 990


def test_two_screens_never_show_the_same_code():
    pairings = drawing("111111", "111111", "111111", "222222")
    assert pairings.ask("a", KIOSK, "1", 0).code == "111111"
    assert pairings.ask("b", DISPLAY, "2", 0).code == "222222"


def test_whoever_asks_again_keeps_the_code_until_its_time_is_over():
    pairings = drawing("111111", "222222")
    pairings.ask("a", KIOSK, "1", 0)
    codes = [pairings.again("a", KIOSK, now_ms).code for now_ms in range(EVERY_MS, SHOWN_MS + EVERY_MS, EVERY_MS)]
    assert set(codes[:-1]) == {"111111"}
    assert codes[-1] == "222222"
    with pytest.raises(UnknownPairingCode):
        pairings.find("111111", SHOWN_MS + EVERY_MS)
    assert pairings.find("222222", SHOWN_MS + EVERY_MS).digest == "a"


def test_a_code_whose_time_is_over_opens_nothing_also_before_its_screen_shows_another():
    pairings = Pairings()
    code = pairings.ask("a", KIOSK, "1", 0).code
    for now_ms in range(0, SHOWN_MS, EVERY_MS):
        pairings.again("a", KIOSK, now_ms)
    assert pairings.find(code, SHOWN_MS - 1).digest == "a"
    with pytest.raises(UnknownPairingCode):
        pairings.find(code, SHOWN_MS)


def test_a_screen_that_is_switched_off_is_forgotten_and_leaves_its_room_to_others():
    pairings = Pairings()
    codes = [pairings.ask(str(n), KIOSK, "1", 0).code for n in range(MOST_OF_ONE_ADDRESS)]
    with pytest.raises(TooManyAsking):
        pairings.ask("more", KIOSK, "1", UNHEARD_MS)
    pairings.again("0", KIOSK, UNHEARD_MS)
    assert pairings.ask("more", KIOSK, "1", UNHEARD_MS + 1).code
    assert [each.digest for each in pairings.all(UNHEARD_MS + 1)] == ["0", "more"]
    with pytest.raises(UnknownPairingCode):
        pairings.find(codes[1], UNHEARD_MS + 1)
    assert pairings.again("1", KIOSK, UNHEARD_MS + 1) is None


def test_one_address_cannot_take_the_room_of_all():
    pairings = Pairings()
    for n in range(MOST_OF_ONE_ADDRESS):
        pairings.ask(str(n), KIOSK, "192.0.2.66", 0)
    for n in range(100):
        with pytest.raises(TooManyAsking):
            pairings.ask(f"more {n}", KIOSK, "192.0.2.66", 0)
    assert pairings.ask("an honest one", KIOSK, "192.0.2.7", 0).code


def test_all_together_are_bounded():
    pairings = Pairings()
    for n in range(MOST):
        pairings.ask(str(n), KIOSK, f"address {n}", 0)
    with pytest.raises(TooManyAsking):
        pairings.ask("one more", KIOSK, "another", 0)
    assert len(pairings.all(0)) == MOST
    assert pairings.again("0", KIOSK, 1) is not None, "who is in stays in"


def test_a_browser_that_turns_to_the_other_page_asks_anew():
    pairings = Pairings()
    pairings.ask("a", KIOSK, "1", 0)
    assert pairings.again("a", DISPLAY, 1) is None


def test_who_was_let_in_asks_no_more():
    pairings = Pairings()
    code = pairings.ask("a", KIOSK, "1", 0).code
    pairings.let_in("a")
    pairings.let_in("a")
    with pytest.raises(UnknownPairingCode):
        pairings.find(code, 1)


def test_many_threads_ask_at_once_and_no_code_is_given_twice():
    numbers = iter(range(10_000_000))
    lock = threading.Lock()

    def draw_slowly() -> str:
        with lock:
            return f"{next(numbers) % 200:06}"

    pairings = Pairings(draw_slowly)
    threads = [
        threading.Thread(target=lambda n=n: [pairings.ask(f"{n}.{i}", KIOSK, f"{n}.{i}", 0) for i in range(10)])
        for n in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = [each.code for each in pairings.all(0)]
    assert len(codes) == len(set(codes)) == 160
