"""The news over real sockets: snapshots, sequence, what was missed, who may follow, how many."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from simple_websocket import ConnectionClosed
from websocket import WebSocketBadStatusException, WebSocketException
from wsproto.utilities import LocalProtocolError

from server import app as wiring
from server import desk, followers, gate, news, settings, writer
from server.gate import PATIENCE_S, Websocket
from server.office.actors import SYSTEM, Actor, Role
from tests.server.screens import Refused, Screen, TrustedClock, connect, serving, soon

MANAGER = Actor("token:1", Role.MANAGER)


class Room:
    """An office whose counter 1 is open, and its address."""

    def __init__(self, folder: Path, simulate: bool = False) -> None:
        given = {"server.data": str(folder), "voice.driver": "simulated"}
        self.settings = settings.load(None, given, simulate)
        self.app = wiring.create_app(self.settings, wiring.devices(self.settings), TrustedClock())
        self.office = self.app.extensions["dawr"]
        self.url = ""

    def do(self, verb: Any, *args: Any, **kwargs: Any) -> Any:
        return self.office.writer.do(lambda tx: verb(tx, *args, **kwargs), MANAGER)

    def issue(self, **kwargs: Any) -> Any:
        return self.do(desk.issue, "commercial-licence", "ar", **kwargs)

    def is_told(self) -> None:
        """Wait until the displays have been told whatever there is to tell."""
        news = self.office.live._news
        display = news._streams["/display"]
        soon(lambda: news._handled == self.office.reading.sequence() and display.due_ms is None)

    def token(self, role: str) -> dict[str, str]:
        command, secret = self.office.record.staff.adding_token("a screen", Role(role))
        self.office.writer.do(command, SYSTEM)
        return {"Authorization": f"Bearer {secret}"}

    def screen(self, namespace: str = "/display", role: str = "", **auth: Any) -> Screen:
        return Screen(self.url, namespace, self.token(role) if role else None, **auth)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    opened = Room(tmp_path)
    with serving(opened.app) as opened.url:
        opened.do(desk.open_counter, 1)
        yield opened


def test_who_connects_gets_a_snapshot_with_its_sequence(room):
    sequence = room.office.reading.sequence()
    display = room.screen("/display").snapshot
    assert display["sequence"] == sequence
    assert display["board"]["waiting"]["total"] == 0
    assert display["missed"] == []
    assert display["office"]["languages"] == ["ar", "fr", "en"]
    assert room.screen("/kiosk").snapshot["office"]["services"]
    assert room.screen("/counter", "manager", counter=2).snapshot["counter"]["number"] == 2
    manager = room.screen("/manager", "manager").snapshot
    assert manager["today"]["taken"] == 0
    assert manager["health"]["status"] == "ok"


def test_a_call_reaches_the_display_with_what_the_voice_says(room):
    screen = room.screen()
    ticket = room.issue()
    screen.next("waiting")  # told by itself, however late the line is counted for it
    room.do(desk.call_next, 1)
    news = screen.next("call")
    call = news["call"]
    assert (call["number"], call["counter"], call["repeat"]) == (ticket.number, 1, False)
    assert call["call"] == news["sequence"] == room.office.reading.sequence()
    assert screen.snapshot["sequence"] <= news["after"] < news["sequence"]
    assert {"kind": "waiting", "waiting": {"total": 0, "by_service": {}}} in news["also"]


def test_sequences_rise_and_each_names_the_one_before(room):
    for _ in range(6):
        room.issue()
    screen = room.screen()
    before = screen.snapshot["sequence"]
    heard = []
    for _ in range(6):
        room.do(desk.call_next, 1)
        room.do(desk.start, 1)
    while len([news for news in heard if news["kind"] == "call"]) < 6:
        heard.append(screen.next())
    assert heard[0]["after"] <= before
    for earlier, later in itertools.pairwise(heard):
        assert later["sequence"] > earlier["sequence"] == later["after"]
    calls = [news["call"]["call"] for news in heard if news["kind"] == "call"]
    assert calls == sorted(set(calls))


def test_a_call_that_is_undone_is_withdrawn(room):
    room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    call = screen.next("call")["call"]["call"]
    room.do(desk.undo, 1)
    assert screen.next("withdrawn")["call"] == call


def test_a_call_that_is_put_back_is_withdrawn_and_the_others_stand(room):
    room.do(desk.open_counter, 2)
    for _ in range(2):
        room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    room.do(desk.call_next, 2)
    first = screen.next("call")["call"]["call"]
    screen.next("call")
    room.do(desk.recall, 2)
    screen.next("call")
    room.do(desk.put_back, 1)
    assert screen.next("withdrawn")["call"] == first


def test_with_a_recalled_call_that_is_put_back_the_earlier_ones_go_too(room):
    ticket = room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    room.do(desk.recall, 1)
    calls = [screen.next("call")["call"]["call"] for _ in range(2)]
    room.do(desk.put_back, 1)
    news = screen.next("withdrawn")
    assert (news["call"], news["number"], news["stands"]) == (calls[1], ticket.number, None)


def test_when_a_recall_is_undone_the_first_call_stands(room):
    room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    room.do(desk.recall, 1)
    first, again = [screen.next("call")["call"] for _ in range(2)]
    room.do(desk.undo, 1)
    news = screen.next("withdrawn")
    assert (news["call"], news["stands"]) == (again["call"], first)
    assert first["parts"]


def test_when_putting_back_is_undone_the_displays_hear_that_the_call_stands_again(room):
    ticket = room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    room.do(desk.recall, 1)
    screen.next("call")
    again = screen.next("call")["call"]
    room.do(desk.put_back, 1)
    screen.next("withdrawn")
    room.do(desk.undo, 1)
    news = screen.next("withdrawn")
    assert (news["call"], news["number"], news["stands"]) == (None, ticket.number, again)
    assert room.office.reading.board()["calls"] == [again]


def test_undoing_what_changes_no_call_tells_the_displays_of_none(room):
    room.do(desk.open_counter, 2)
    for _ in range(15):
        room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    for _ in range(13):  # more than a board lists
        room.do(desk.call_next, 2)
        room.do(desk.start, 2)
    room.do(desk.start, 1)
    room.do(desk.undo, 1)
    room.do(desk.undo, 2)
    room.do(desk.recall, 1)
    told = [screen.next()]
    while not told[-1].get("call", {}).get("repeat"):
        told.append(screen.next())
    assert "withdrawn" not in [news["kind"] for news in told]


def test_a_day_that_is_turned_leaves_no_call_on_the_displays(room):
    room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    screen.next("call")
    room.do(desk.turn_day)
    board = screen.next("board")["board"]
    assert board["calls"] == []
    assert board["waiting"]["total"] == 0


def test_who_comes_back_hears_each_missed_call_once(room):
    for _ in range(3):
        room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    seen = screen.next("call")["sequence"]
    screen.close()
    room.do(desk.recall, 1)
    room.do(desk.start, 1)
    room.do(desk.call_next, 1)
    missed = room.screen(since=seen).snapshot["missed"]
    assert [call["repeat"] for call in missed] == [True, False]
    assert all(call["parts"] for call in missed)
    assert len({call["call"] for call in missed}) == 2
    assert room.screen().snapshot["missed"] == []


def test_missed_calls_are_heard_also_after_a_restart(tmp_path):
    first = Room(tmp_path)
    with serving(first.app) as first.url:
        first.do(desk.open_counter, 1)
        first.issue()
        seen = first.screen().snapshot["sequence"]
        first.do(desk.call_next, 1)
    again = Room(tmp_path)
    with serving(again.app) as again.url:
        missed = again.screen(since=seen).snapshot["missed"]
        assert [call["number"] for call in missed] == ["A001"]
        assert again.screen(since=again.office.reading.sequence()).snapshot["missed"] == []


def test_who_finds_a_gap_gets_a_new_snapshot(room):
    screen = room.screen()
    ticket = room.issue()
    room.do(desk.call_next, 1)
    screen.ask(since=screen.snapshot["sequence"])
    snapshot = screen.next("snapshot")
    assert [call["number"] for call in snapshot["missed"]] == [ticket.number]
    assert snapshot["sequence"] == room.office.reading.sequence()


def test_how_many_wait_is_told_together_for_tickets_in_a_row(room):
    screen, begun_s = room.screen(), time.monotonic()
    for _ in range(20):
        room.issue()
    news = screen.next("waiting")
    messages = 1
    while news["waiting"]["total"] < 20:
        news = screen.next("waiting")
        messages += 1
    assert messages <= 1 + (time.monotonic() - begun_s) / 0.1, "a tenth of a second lies between two"
    assert news["waiting"]["by_service"] == {"commercial-licence": 20}


def test_what_has_not_changed_is_not_told(room):
    for _ in range(2):
        room.issue()
    screen = room.screen()
    room.do(desk.call_next, 1)
    screen.next("call")
    room.do(desk.start, 1)
    room.do(desk.hold, 1)
    room.is_told()
    room.do(desk.call_next, 1)
    told = [screen.next()]
    while told[-1]["kind"] != "call":
        told.append(screen.next())
    assert [news["kind"] for news in told] == ["call"]


def test_each_counter_has_news_of_its_own(room):
    one = room.screen("/counter", "manager", counter=1)
    two = room.screen("/counter", "manager", counter=2)
    room.issue()
    room.do(desk.call_next, 1)
    news = one.next("counter")
    while not news["counter"]["ticket"]:
        news = one.next("counter")
    assert news["counter"]["ticket"]["number"] == "A001"
    assert two.next("counter")["counter"]["number"] == 2


def test_the_kiosk_hears_what_became_of_the_paper(tmp_path):
    room = Room(tmp_path, simulate=True)
    with serving(room.app) as room.url:
        kiosk = room.screen("/kiosk")
        ticket = room.issue(paper=True)
        receipt = kiosk.next("receipt")
        assert (receipt["ticket"], receipt["receipt"], receipt["problem"]) == (ticket.id, "printed", None)


def test_every_counter_hears_what_became_of_a_paper_that_was_printed_again_and_of_no_other(tmp_path):
    room = Room(tmp_path, simulate=True)
    with serving(room.app) as room.url:
        kiosk, counter = room.screen("/kiosk"), room.screen("/counter", "manager", counter=2)
        ticket, other = room.issue(paper=True), room.issue(paper=True)
        assert [kiosk.next("receipt")["ticket"] for _ in range(2)] == [ticket.id, other.id]
        room.do(desk.order_receipt, ticket.id)
        told = [counter.next("receipt") for _ in range(2)]
        assert [(each["number"], each["receipt"]) for each in told] == [("A001", "printing"), ("A001", "printed")]


def test_the_manager_hears_how_the_day_goes_and_when_a_device_fails(room, monkeypatch):
    monkeypatch.setattr(writer, "PROBE_S", 3600.0)  # the disk is not found well meanwhile
    manager = room.screen("/manager", "manager")
    room.issue()
    while manager.next("today")["today"]["taken"] != 1:
        pass
    room.office.writer.trouble = "disk full"
    assert manager.next("snapshot")["health"]["status"] == "degraded"


@pytest.mark.parametrize(
    ("namespace", "role", "kind"),
    [
        ("/counter", "display", "not-allowed"),
        ("/manager", "clerk", "not-allowed"),
        ("/kiosk", "display", "not-allowed"),
        ("/manager", "", "not-signed-in"),
    ],
)
def test_who_may_not_follow_is_told_so(room, namespace, role, kind):
    with pytest.raises(Refused) as refused:
        room.screen(namespace, role, **({"counter": 1} if namespace == "/counter" else {}))
    assert refused.value.kind == kind


@pytest.mark.parametrize(
    ("auth", "kind"),
    [
        ({}, "bad-auth"),
        ({"counter": "1"}, "bad-auth"),
        ({"counter": 99}, "unknown-counter"),
        ({"counter": 1, "since": -1}, "bad-auth"),
        ({"counter": True}, "bad-auth"),
    ],
)
def test_a_counter_must_be_named_well(room, auth, kind):
    with pytest.raises(Refused) as refused:
        room.screen("/counter", "manager", **auth)
    assert refused.value.kind == kind


def test_a_revoked_token_follows_nothing(room):
    headers = room.token("display")
    room.office.record.staff.revoke_token(1, SYSTEM)
    with pytest.raises(Refused) as refused:
        Screen(room.url, "/display", headers)
    assert refused.value.kind == "bad-token"


def test_managers_are_told_which_screen_went_but_of_none_that_only_looked_in_at_this_computer(room, monkeypatch):
    monkeypatch.setattr(news, "_LOOK_EVERY_MS", 20)
    manager, hall, here = (
        room.screen("/manager", "manager"),
        room.screen("/display", "display"),
        room.screen("/display"),
    )

    def told(*screens: tuple[str | None, bool]) -> Any:
        while [(each["name"], each["connected"]) for each in manager.snapshot["screens"]] != list(screens):
            manager.snapshot = manager.next("snapshot")
        return manager.snapshot["screens"][-1]

    assert told((None, True), ("a screen", True))["seen_at"] is None
    here.socket.close()
    told(("a screen", True))
    hall.socket.close()
    assert told(("a screen", False))["seen_at"]
    monkeypatch.setattr(followers, "SETTLED_MS", 0)
    here = room.screen("/display")
    told((None, True), ("a screen", False))
    here.socket.close()
    told((None, False), ("a screen", False))


def test_who_is_signed_out_follows_no_longer(room):
    headers = room.token("manager")
    screen, stays = Screen(room.url, "/counter", headers, counter=1), room.screen()
    room.office.record.staff.revoke_token(1, SYSTEM)
    with pytest.raises((WebSocketException, OSError)):
        while True:
            screen.next()
    room.issue()
    assert stays.next("waiting")


def signed_in(room, must_change=False):
    """The headers of a manager who signed in four hours ago."""
    staff = room.office.record.staff
    member = staff.add("Huda", Role.MANAGER, "a long sentence of hers", SYSTEM, must_change=must_change)
    secret = staff.sign_in.begin(member["id"], Role.MANAGER, None).secret
    earlier = "UPDATE session SET began_mono = began_mono - 4 * 3600000"
    room.office.writer.do(lambda tx: tx.db.execute(earlier).rowcount, SYSTEM)
    return {"Cookie": f"session={secret}", "Origin": room.url}


def test_who_signed_in_long_before_the_day_turned_follows_no_longer(room):
    screen = Screen(room.url, "/manager", signed_in(room))
    room.do(desk.turn_day)
    with pytest.raises((WebSocketException, OSError)):
        while True:
            screen.next()


def test_who_must_choose_a_password_first_follows_nothing(room):
    with pytest.raises(Refused) as refused:
        Screen(room.url, "/manager", signed_in(room, must_change=True))
    assert refused.value.kind == "password-change"


def test_after_news_that_could_not_be_read_everybody_comes_back_and_misses_nothing(room, monkeypatch):
    room.issue()
    screen = room.screen()
    with monkeypatch.context() as broken:
        broken.setattr(room.office.live._news, "hear", lambda event, now_ms: 1 / 0)
        room.do(desk.call_next, 1)
        with pytest.raises((WebSocketException, OSError)):
            while True:
                screen.next()
    again = room.screen(since=screen.snapshot["sequence"])
    assert [call["number"] for call in again.snapshot["missed"]] == ["A001"]


def test_a_page_of_another_site_follows_nothing(room):
    with pytest.raises(WebSocketBadStatusException):
        Screen(room.url, "/display", {"Origin": "http://elsewhere.example"})
    port = room.url.rpartition(":")[2]
    with pytest.raises(Refused) as refused:
        Screen(room.url, "/display", {"Origin": f"http://evil.example:{port}", "Host": f"evil.example:{port}"})
    assert refused.value.kind == "foreign-host"
    assert Screen(room.url, "/display", {"Origin": room.url}).snapshot


def test_beyond_the_cap_a_screen_is_told_why_and_further_ones_not_let_in(room, monkeypatch):
    monkeypatch.setattr(gate, "PATIENCE_S", 3600.0)  # however long it takes, those in the gate stay there
    room.office.live.gate.cap = 2
    screens = [room.screen(), room.screen()]
    assert room.office.health()["screens"] == 2
    with pytest.raises(Refused) as refused:
        room.screen()
    assert refused.value.kind == "too-many-screens"
    crowd = []
    with pytest.raises(WebSocketBadStatusException, match="503"):
        for _ in range(20):
            crowd.append(connect(room.url))
    for each in [*crowd, *screens]:
        each.close()
    soon(lambda: room.office.live.screens == 0)
    assert room.screen().snapshot


def test_a_socket_that_follows_nothing_is_shown_out(room):
    idle = connect(room.url)
    idle.recv()
    live = room.office.live
    follower = room.screen()
    from server.clock import monotonic_s

    live.gate.sweep(monotonic_s() + PATIENCE_S + 1)
    with pytest.raises((WebSocketException, OSError)):
        while idle.recv():
            pass
        raise OSError
    room.issue()
    assert follower.next("waiting")


def test_a_screen_that_answers_no_ping_is_let_go(room, monkeypatch):
    eio = room.office.live._server.eio
    monkeypatch.setattr(eio, "ping_interval", 0.1)
    dead = room.screen()
    monkeypatch.setattr(eio, "ping_timeout", 0.1)
    soon(lambda: room.office.live.screens == 0)
    with pytest.raises((WebSocketException, OSError)):
        while dead.socket.recv():
            pass
        raise OSError


def test_a_screen_that_reads_nothing_keeps_nobody_waiting(room):
    import socket

    stuck = connect(room.url, sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 1024),))
    stuck.recv()
    stuck.send("40/kiosk,{}")
    screen = room.screen()
    for _ in range(30):
        room.issue()
    for _ in range(30):
        room.do(desk.call_next, 1)
        room.do(desk.start, 1)
        screen.next("call")
    stuck.shutdown()


@pytest.mark.parametrize(
    "message", ["42/display," + "x" * 5000, "4" + "[" * 3000, "x", "42/display,{", "4", "451-/display,[]", "\x00"]
)
def test_nonsense_ends_only_its_own_socket(room, message, caplog):
    bad = connect(room.url)
    bad.recv()
    bad.send("40/display,{}")
    bad.recv()
    bad.send(message)
    bad.shutdown()
    room.issue()
    assert room.screen().snapshot["board"]["waiting"]["total"] == 1
    soon(lambda: room.office.live.screens <= 1)


@pytest.mark.parametrize("ended", [LocalProtocolError("LOCAL_CLOSING"), ConnectionClosed(), BrokenPipeError()])
def test_a_socket_that_the_library_ends_while_we_close_it_is_closed(ended):
    def close() -> None:
        raise ended

    websocket = Websocket(None, None)
    websocket.ws = SimpleNamespace(connected=True, close=close)
    websocket.close()


def test_what_is_no_websocket_is_answered_as_a_problem(room):
    client = room.app.test_client()
    for headers in ({}, {"Upgrade": "websocket", "Connection": "Upgrade"}):
        answer = client.get("/socket.io/?EIO=4&transport=websocket", headers=headers)
        assert answer.status_code == 400
        assert answer.mimetype == "application/problem+json"
    assert client.get("/socket.io/?EIO=4&transport=polling").status_code == 400
    assert client.head("/socket.io/").status_code == 204
