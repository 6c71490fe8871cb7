"""The one thread that watches over every turn."""

import threading

from tracker.mail.watch import Watch

AGES = 20


def test_a_turn_that_lasts_too_long_is_cut_and_the_next_one_too():
    cut = threading.Semaphore(0)
    watch = Watch(0.02, cut.release)
    for _ in range(2):
        watch.begin()
        assert cut.acquire(timeout=AGES)
        watch.end()
    watch.stop()


def test_a_turn_that_ends_in_time_is_not():
    cut, other = threading.Event(), threading.Event()
    first, second = Watch(0.02, cut.set), Watch(0.06, other.set)
    first.begin()
    first.end()
    second.begin()
    assert other.wait(AGES), "by now the first would have been cut"
    assert not cut.is_set()
    first.stop()
    second.stop()
