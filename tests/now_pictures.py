"""The pictures of docs/statistics.md and docs/screens.md: how the room is now, at a busy hour, in three languages.

`.venv/bin/python -m tests.now_pictures [FOLDER]`
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from server import desk, rows
from server.office.actors import SYSTEM, Role
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.pictures import CLERK, LANGUAGES, PASSWORD, Morning, shoot, signed_in
from tests.rooms import MINUTE, clerk

SIZE = (1366, 768)


class BusyHour(Morning):
    """Two hours of work at four counters; then many came, one counter paused, and somebody was called out of turn."""

    def _live(self) -> None:
        staff = self.office.record.staff
        names = {1: "Widad", 2: "Karim", 3: CLERK, 4: "Hoda"}
        members = {
            number: staff.add(name, Role.CLERK, PASSWORD, SYSTEM)["id"]
            for number, name in names.items()
            if name != CLERK
        }
        self.clerks = {number: clerk(member) for number, member in members.items()} | {3: self.clerk}
        for number, who in self.clerks.items():
            self.do(desk.open_counter, number, by=who)
        for n in range(44):
            self.issue(n, "age" if n % 11 == 4 else None)
            self.issue(n + 1) if n % 16 == 0 else None
            self.clock.advance((n * 37 % 4 + 1) * MINUTE)
            number = n % 4 + 1
            self._call(number) if n > 0 else None
        self._call(2, out_of_turn=True)
        for n in range(9):
            self.issue(n * n, "disability" if n == 3 else None)
            self.clock.advance(2 * MINUTE)
        self.do(desk.finish, 4, by=self.clerks[4])
        self.do(desk.pause, 4, reason="prayer", by=self.clerks[4])
        self.clock.advance(3 * MINUTE)
        self._call(1, starts=False)
        self.clock.advance(MINUTE // 2)
        self.do(desk.pause_service, "building-permit", "system-down")

    def _call(self, number: int, *, out_of_turn: bool = False, starts: bool = True) -> None:
        who = self.clerks[number]
        if out_of_turn:
            with self.office.reading.view() as view:
                last = max(leg.id for leg in rows.line(view.db))
            self.do(desk.finish, number, by=who)
            self.do(desk.call, number, last, "unwell", by=who)
        else:
            self.do(desk.call_next, number, by=who)
        self.clock.advance(MINUTE // 2)
        if starts:
            self.do(desk.start, number, by=who)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, BusyHour(Path(data)) as hour, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        staff = signed_in(browser, hour.url)
        there = browser.new_context()
        for path in ("/kiosk", "/display"):
            there.new_page().goto(hour.url + path)
        for language in LANGUAGES:
            shoot(
                browser,
                hour.url,
                f"/manager?lang={language}",
                folder / f"now-{language}.png",
                SIZE,
                storage_state=staff,
            )
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs"))
