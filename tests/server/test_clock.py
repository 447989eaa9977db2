"""The machine's clock."""

from server.clock import FastClock
from server.office.events import Stamp


def test_a_fast_clock_goes_on_from_a_moment_and_passes_time_over():
    boottime_ms = 7_000.0
    begin = Stamp(1_790_000_000_000, "simulated", 5_000, True)
    clock = FastClock(begin, 20, lambda: boottime_ms)
    assert clock.now() == begin
    boottime_ms += 1_000
    assert clock.now() == Stamp(begin.at + 20_000, "simulated", 25_000, True)
    clock.advance(3_600_000)
    assert clock.now() == Stamp(begin.at + 3_620_000, "simulated", 3_625_000, True)
    assert begin.until(clock.now()) == 3_620_000


def test_a_fast_clock_only_goes_forward():
    clock = FastClock(Stamp(1_790_000_000_000, "simulated", 0, True), 120)
    moments = [clock.now().mono for _ in range(1000)]
    assert moments == sorted(moments)
