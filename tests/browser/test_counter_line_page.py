"""The line, a call out of turn, why a counter is paused, and a ticket's history, on the counter's page in Chromium."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from server.office.numbers import read
from tests.browser.conftest import Running, Screens
from tests.browser.staff import sign_in, stays

Clerk = Callable[..., Page]


@pytest.fixture
def clerk(running: Running, screens: Screens) -> Clerk:
    """`clerk(counter)`: the page of somebody who signed in at a counter, which she has open."""

    def comes(counter: int = 3, name: str = "Salma", *, language: str = "en", touch: bool = False) -> Page:
        page = screens(1366, 768, touch=touch)
        sign_in(running, page, f"/counter/{counter}?lang={language}", name=name)
        expect(page.locator("#large-label")).not_to_be_empty()
        done(running, page, "open", counter)
        expect(page.locator("#state")).to_have_attribute("data-state", "open")
        return page

    return comes


def done(running: Running, page: Page, verb: str, at: int = 3, /, **said: object) -> Any:
    """A verb of her counter, by the API: what the page did not do itself."""
    path = f"{running.url}/api/counters/{at}/{verb}"
    answer = page.request.post(path, data=said, headers={"Origin": running.url})
    assert answer.ok, answer.text()
    return answer.json()


def asked(running: Running, page: Page, path: str) -> Any:
    return page.request.get(f"{running.url}{path}").json()


def take(running: Running, *services: str, **more: str) -> list[dict[str, Any]]:
    return [running.post("/api/tickets", {"service": service, "language": "ar"} | more) for service in services]


def act(page: Page, name: str) -> Locator:
    return page.locator(f"#panel [data-act='{name}']")


# ---------------------------------------------------------------- why the counter is paused


def test_a_counter_is_paused_with_a_reason_by_two_presses_of_one_key_or_by_choosing_one(
    running: Running, clerk: Clerk
) -> None:
    page = clerk(touch=True)
    ticket, panel, pause = page.locator("#ticket"), page.locator("#panel"), page.locator("[data-verb=pause]")

    def why() -> object:
        return asked(running, page, "/api/counters/3")["pause"]["reason"]

    def go_on() -> None:
        expect(panel).to_be_hidden()
        done(running, page, "open")
        expect(ticket).to_have_attribute("data-state", "open")

    page.keyboard.press("7")
    expect(page.locator("#panel-title")).to_have_text("Pause the counter")
    page.keyboard.press("7")
    expect(ticket).to_contain_text(re.compile(r"A break, since .?\d\d:\d\d"))
    expect(panel).to_be_hidden()
    assert why() == "break"
    go_on()
    page.keyboard.press("Numpad7")
    page.keyboard.press("Numpad2")
    expect(ticket).to_contain_text("Prayer, since")
    assert why() == "prayer"
    go_on()
    pause.tap()
    act(page, "errand").tap()
    expect(ticket).to_contain_text("An errand, since")
    expect(panel).to_be_hidden()
    go_on()
    pause.click()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(ticket).to_have_attribute("data-state", "open")


def test_a_pause_says_whose_service_ends_with_it_and_is_refused_while_somebody_is_called(
    running: Running, clerk: Clerk
) -> None:
    (ticket,) = take(running, "complaints")
    page = clerk()
    done(running, page, "call-next")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "called")
    page.keyboard.press("7")
    expect(page.locator("#message")).to_contain_text("Decide first: start, no-show or put back.")
    expect(page.locator("#panel")).to_be_hidden()
    done(running, page, "start")
    expect(page.locator("#ticket")).to_have_attribute("data-state", "serving")
    page.locator("[data-verb=pause]").click()
    expect(page.locator("#panel .notice")).to_have_text(
        re.compile(f"The service of .?{ticket['number']}.? ends with it")
    )
    act(page, "system-down").click()
    expect(page.locator("#state")).to_have_attribute("data-state", "paused")
    assert asked(running, page, f"/api/tickets/{ticket['id']}")["state"] == "finished"


# ---------------------------------------------------------------- everybody who waits, and the search


def names(page: Page) -> list[str]:
    """As the rows have them: of a row that is not in sight the browser draws no text."""
    return page.locator("#panel .all .number").all_text_contents()


def test_the_whole_line_is_looked_through_narrowed_and_searched_while_a_number_is_typed(
    running: Running, clerk: Clerk
) -> None:
    take(running, *["complaints"] * 11, "information")
    (older,) = take(running, "commercial-licence", priority="age")
    page = clerk()
    number, rows = page.locator("#find-number"), page.locator("#panel .all .one")
    page.keyboard.press("-")
    expect(rows).to_have_count(13)
    line = asked(running, page, "/api/counters/3/line")["line"]
    assert names(page) == [each["number"] for each in line] and older["number"] == names(page)[0]
    expect(rows.first).to_contain_text("Older people")
    page.keyboard.type("1")
    expect(rows).to_have_count(5)
    assert [sorted(names(page)[:3]), names(page)[3:]] == [["A001", "C001", "G001"], ["C010", "C011"]]
    page.keyboard.type("1")
    expect(rows).to_have_text([re.compile("C011")])
    for typed in ("ج", "Z"):
        number.fill(typed)
        expect(page.locator("#panel .refused:visible")).to_contain_text("No ticket of today has the number")
    number.fill("c ١٠")
    expect(rows).to_have_text([re.compile("C010")])
    number.fill("")
    page.get_by_role("combobox", name="Service").select_option(label="Information and follow-up")
    expect(rows).to_have_text([re.compile("G001")])
    expect(page.locator("#panel .whole .label")).to_have_text("1 of 13 waiting")
    page.get_by_role("combobox", name="Service").select_option(label="All services")
    page.get_by_role("combobox", name="Priority").select_option(label="Older people")
    expect(rows).to_have_text([re.compile(older["number"])])
    page.get_by_role("combobox", name="Priority").select_option(label="All visitors")
    number.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".about-ticket .number")).to_have_text(line[1]["number"])
    page.locator("#panel-back").click()
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.type("c11")
    expect(number).to_have_value("c11")
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket .number")).to_have_text("C011")


def test_the_search_finds_who_does_not_wait_and_whom_only_another_counter_may_call(
    running: Running, clerk: Clerk
) -> None:
    finished, gone, bound, here = take(running, *["complaints"] * 4)
    page = clerk()
    done(running, page, "call-next")
    done(running, page, "finish")
    origin, path = {"Origin": running.url}, f"{running.url}/api/tickets/{gone['id']}/cancel"
    assert page.request.post(path, data={}, headers=origin).ok
    running.post("/api/counters/2/open", {}, running.token())
    done(running, page, "transfer", ticket=bound["id"], counter=2)
    page.keyboard.press("l")
    rows = page.locator("#panel .all .one")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("For counter 2 alone")
    page.get_by_role("combobox", name="Service").select_option(label="Whom this counter may call")
    expect(rows).to_have_text([re.compile(here["number"])])
    for ticket, stands in ((finished, "Finished"), (gone, "Cancelled")):
        page.locator("#find-number").fill(ticket["number"])
        expect(rows).to_have_text([re.compile(f"{ticket['number']}.*{stands}")])
    done(running, page, "call-next")
    page.locator("#find-number").fill("")
    expect(page.locator("#panel .whole .label")).to_have_text("0 of 1 waiting")
    page.get_by_role("combobox", name="Service").select_option(label="All services")
    expect(rows).to_have_text([re.compile(f"{here['number']}.*At the counter"), re.compile(bound["number"])])
    page.keyboard.press("Escape")
    page.locator("[data-key='8']").click()
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket .number")).to_have_text(here["number"])


def test_a_number_is_read_on_the_page_as_the_office_reads_it(running: Running, clerk: Clerk) -> None:
    page = clerk()
    typed = [
        "A102",
        "a102",
        " a 102 ",
        "A-7",
        "\u2068A007\u2069",
        "102",
        "١٠٢",
        "۱۰۲",
        "أ102",
        "ا١٠٢",
        "هـ ٧",
        "Ａ１０２",
    ]
    wrong = ["AB12", "102A", "A!1"]
    script = "async (texts) => { const { read } = await import('/counter/static/numbers.js'); return texts.map(read); }"
    found = page.evaluate(script, typed + wrong)
    assert [(letter or None, int(digits)) for letter, digits in found[: len(typed)]] == [read(text) for text in typed]
    assert found[len(typed) :] == [read(text) for text in wrong] == [None] * len(wrong)


def test_a_long_line_is_drawn_by_and_by_and_goes_on_while_it_is_looked_at(running: Running, clerk: Clerk) -> None:
    page = clerk()
    line = [
        {
            "id": 1000 + n,
            "number": f"A{n:03}",
            "service": "complaints",
            "priority": None,
            "since": "2026-01-01T08:00:00Z",
        }
        | {"bound": None, "mine": True}
        for n in range(1, 1001)
    ]
    page.route("**/counters/3/line", lambda route: route.fulfill(json={"line": line}))
    page.locator("[data-key='-']").click()
    rows, further = page.locator("#panel .all .one"), page.locator("#panel .further")
    expect(rows).to_have_count(40)
    expect(further).to_have_text("and 960 more")
    further.click()
    expect(rows).to_have_count(80)
    expect(rows.nth(40)).to_be_focused()
    del line[0]
    take(running, "information")  # something happened in the office: the line is asked for again
    expect(rows.first).to_contain_text("A002")
    expect(rows.nth(39)).to_be_focused()
    page.keyboard.type("a999")
    expect(rows).to_have_text([re.compile("A999")])


# ---------------------------------------------------------------- a call out of turn, and what happened to a ticket


def find(page: Page, number: str) -> None:
    page.keyboard.press("8")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator(".about-ticket .number")).to_have_text(number)
    stays(page)


def test_a_call_out_of_turn_says_whom_it_passes_and_is_marked_wherever_the_ticket_is_seen(
    running: Running, clerk: Clerk
) -> None:
    served, _, last, friend = take(running, *["complaints"] * 4)
    page = clerk()
    card, yes = page.locator("#ticket"), page.locator("#panel .question .main")
    done(running, page, "call-next")
    done(running, page, "start")
    expect(card).to_have_attribute("data-state", "serving")
    find(page, friend["number"])
    page.keyboard.press("7")
    expect(yes).to_have_text(re.compile(f"Call .?{friend['number']}.? before 2 people whose turn is earlier"))
    expect(page.locator("#panel .notice:visible")).to_have_text(
        re.compile(f"The service of .?{served['number']}.? ends with it")
    )
    page.keyboard.press("Enter")
    expect(page.locator("#panel .refused:visible")).to_have_text("Please choose a reason.")
    page.keyboard.press("Escape")
    expect(act(page, "call")).to_be_visible()
    page.keyboard.press("7")
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(card.locator(".number")).to_have_text(friend["number"])
    expect(card).to_contain_text("out of turn: An emergency")
    expect(page.locator("#panel")).to_be_hidden()
    called = asked(running, page, f"/api/tickets/{friend['id']}/history")
    assert (called["ticket"]["state"], called["legs"][0]["out_of_turn"]) == ("called", "emergency")
    assert asked(running, page, f"/api/tickets/{served['id']}")["state"] == "finished"

    page.locator("#ticket .more").click()
    mark = page.locator("#panel .past .exception")
    expect(mark).to_contain_text("Was called out of turn")
    expect(mark).to_contain_text(re.compile("An emergency.*Counter 3.*Salma"))
    other = clerk(2, "Huda")
    find(other, friend["number"])
    seen = other.locator("#panel .past .exception")
    expect(seen).to_contain_text(re.compile("An emergency.*Counter 3"))
    expect(seen).not_to_contain_text("Salma")
    expect(other.locator("#panel .visit .marked")).to_have_text("out of turn: An emergency")
    other.keyboard.press("Escape")
    find(other, last["number"])
    act(other, "call").click()
    other.get_by_role("radio", name="Has an appointment").click()
    other.locator("#panel .question .main").click()
    expect(other.locator("#ticket .number")).to_have_text(last["number"])
    assert asked(running, other, f"/api/tickets/{last['id']}/history")["legs"][0]["out_of_turn"] == "appointment"


def test_out_of_turn_is_refused_with_the_reason_where_it_makes_no_sense_and_works_by_touch(
    running: Running, clerk: Clerk
) -> None:
    first, second, third, fourth = take(running, *["complaints"] * 4)
    page = clerk(touch=True)
    call, panel, card = act(page, "call"), page.locator("#panel"), page.locator("#ticket")

    def state(ticket: dict[str, Any]) -> object:
        return asked(running, page, f"/api/tickets/{ticket['id']}")["state"]

    find(page, first["number"])
    expect(call).to_have_attribute("aria-disabled", "true")
    expect(call).to_contain_text("Is next anyway: the large button calls.")
    done(running, page, "call-next")
    done(running, page, "start")
    expect(card).to_have_attribute("data-state", "serving")
    page.keyboard.press("Escape")
    find(page, third["number"])
    expect(call).not_to_have_attribute("aria-disabled", "true")
    call.tap()
    expect(panel.locator(".question .option").last).to_contain_text("Another reason")
    panel.get_by_text("Is unwell").tap()
    panel.locator(".question .main").tap()
    expect(card.locator(".number")).to_have_text(third["number"])
    expect(panel).to_be_hidden()
    assert (state(first), state(third)) == ("finished", "called")

    find(page, fourth["number"])
    expect(call).to_contain_text("Decide first: start, no-show or put back.")
    call.click(force=True)
    expect(page.locator("#panel-title")).to_have_text("Ticket")
    done(running, page, "start")
    expect(call).not_to_have_attribute("aria-disabled", "true")
    call.tap()
    panel.get_by_text("Has an appointment").tap()
    expect(panel.get_by_role("radio", name="Has an appointment")).to_be_checked()
    done(running, page, "finish")
    done(running, page, "call-next")  # another hand was first
    expect(panel.locator(".refused:visible")).to_have_text("Decide first: start, no-show or put back.")
    panel.locator(".question .main").tap(force=True)
    assert (state(second), state(fourth)) == ("called", "waiting")
    panel.get_by_role("button", name="No, leave it as it is").tap()
    expect(call).to_contain_text("Decide first")
    done(running, page, "put-back")
    page.locator("#panel-close").tap()
    expect(panel).to_be_hidden()
    find(page, second["number"])
    expect(panel.locator(".past .exception")).to_contain_text("Put back into the line")


def test_a_tickets_view_tells_its_matters_and_that_a_changed_class_is_seen(running: Running, clerk: Clerk) -> None:
    (ticket,) = take(running, "complaints")
    page = clerk()
    for verb, said in (("call-next", {}), ("start", {}), ("continue", {"service": "information", "outcome": "done"})):
        done(running, page, verb, **said)
    done(running, page, "transfer", service="complaints")
    find(page, ticket["number"])
    matters = page.locator("#panel .visit .past").first.locator("li")
    expect(matters).to_have_text(
        [
            re.compile("Complaints and grievances.*Counter 3.*Settled.*less than a minute"),
            re.compile("Information and follow-up.*Counter 3.*Sent on"),
            re.compile("Complaints and grievances.*Nobody before"),
        ]
    )
    act(page, "class").click()
    expect(page.locator("#panel .question")).to_contain_text("It is seen in the history of the line.")
    expect(page.locator("#panel .visit")).to_be_hidden()
    page.get_by_role("radio", name="Older people").check()
    page.keyboard.press("Enter")
    changed = page.locator("#panel .past .exception").filter(has_text="Priority changed by the staff")
    expect(changed).to_be_visible()  # beside what was sent on too soon
