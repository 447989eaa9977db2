from __future__ import annotations

import threading

import pytest

from hardware.worker import Worker

#: Only a test that fails takes so long.
WITHIN_S = 20.0


class Clock:
    """Seconds that go by when a test says so."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def worker(clock: Clock) -> Worker:
    return Worker("test", limit=4, monotonic=clock)


def test_jobs_run_in_the_order_in_which_they_came(worker):
    done: list[int] = []
    for number in range(4):
        worker.put(lambda number=number: done.append(number))
    worker.run_due()
    assert done == [0, 1, 2, 3]
    assert worker.waiting == 0


def test_a_job_for_later_lets_others_go_first(worker, clock):
    done: list[str] = []
    worker.put(lambda: done.append("later"), after_s=1.5)
    worker.put(lambda: done.append("now"))
    worker.run_due()
    assert done == ["now"]
    clock.now_s = 1.5
    worker.run_due()
    assert done == ["now", "later"]


def test_a_full_worker_refuses_and_says_so(worker):
    assert [worker.put(print) for _ in range(6)] == [True] * 4 + [False] * 2


def test_an_old_job_is_not_run_but_its_owner_hears_of_it(worker, clock):
    done: list[str] = []
    worker.put(lambda: done.append("printed"), fresh_s=30, expired=lambda: done.append("too late"))
    worker.put(lambda: done.append("without a word"), fresh_s=30)
    worker.put(lambda: done.append("ever fresh"))
    clock.now_s = 30.5
    worker.run_due()
    assert done == ["too late", "ever fresh"]


def test_a_job_just_young_enough_is_run(worker, clock):
    done: list[str] = []
    worker.put(lambda: done.append("printed"), fresh_s=30)
    clock.now_s = 30
    worker.run_due()
    assert done == ["printed"]


def test_a_failing_job_is_logged_and_the_next_one_runs(worker, caplog):
    done: list[str] = []
    worker.put(lambda: 1 / 0)
    worker.put(lambda: done.append("still here"))
    worker.run_due()
    assert done == ["still here"]
    assert "division by zero" in caplog.text


def test_its_thread_runs_what_was_put_before_and_after_the_start():
    before, after = threading.Event(), threading.Event()
    worker = Worker("test")
    worker.put(before.set)
    worker.start()
    worker.start()
    assert before.wait(WITHIN_S)
    worker.put(after.set, after_s=0.01)
    assert after.wait(WITHIN_S)
    worker.stop()


def test_a_stopped_worker_drops_what_waits_and_can_start_again():
    ran, again = threading.Event(), threading.Event()
    worker = Worker("test")
    worker.put(ran.set, after_s=3600)
    worker.start()
    worker.stop()
    assert worker.waiting == 0
    worker.start()
    worker.put(again.set)
    assert again.wait(WITHIN_S)
    worker.stop()
    assert not ran.is_set()


def test_stopping_waits_for_a_job_that_hangs_only_so_long_and_ends_its_thread():
    begun, free = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    def hang() -> None:
        threads.append(threading.current_thread())
        begun.set()
        free.wait(WITHIN_S)

    worker = Worker("test")
    worker.put(hang)
    worker.start()
    assert begun.wait(WITHIN_S)
    worker.stop(timeout_s=0.01)
    free.set()
    threads[0].join(WITHIN_S)
    assert not threads[0].is_alive()
