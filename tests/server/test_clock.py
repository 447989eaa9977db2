"""The machine's clock."""

import time

from server.clock import Clock


def test_what_happened_once_happened_at_the_same_millisecond_whenever_it_is_asked(monkeypatch):
    mono_ns, ahead_ns = 5_000_000_600_000, 1_790_000_000_000_700_000
    monkeypatch.setattr(time, "clock_gettime_ns", lambda clock: mono_ns)
    monkeypatch.setattr(time, "time_ns", lambda: mono_ns + ahead_ns)
    clock = Clock()
    found = set()
    for _ in range(10):
        mono_ns += 150_000
        now = clock.now()
        found.add(now.at - now.mono)
    assert found == {1_790_000_000_000}
