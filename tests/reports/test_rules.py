"""The two rates with their wholes, and the three words of the follow-up form."""

import pytest

from tracker.board.counts import Figures
from tracker.reports.rules import Progress, on_all, on_due, progress_of
from tracker.tasks.status import Timeliness

NATION = Figures(done=14068, late=1983, term=5640, over=223)


def test_a_count_of_the_nation_gives_its_total_and_both_rates():
    assert NATION.total == NATION.with_deadline == 21914
    assert on_due(NATION).text == "16.051/16.274 · 98,63 %"
    assert on_all(NATION).text == "16.051/21.914 · 73,25 %"


def test_work_without_a_deadline_is_in_neither_rate():
    more = NATION + Figures(nodl=100, completed=100)
    assert (on_due(more), on_all(more)) == (on_due(NATION), on_all(NATION))


def test_of_nothing_there_is_no_percentage():
    assert on_due(Figures(term=3)).text == "0/0"
    assert on_due(Figures(term=3)).share is None
    assert on_all(Figures(term=3)).text == "0/3 · 0,00 %"


@pytest.mark.parametrize("where", Timeliness)
def test_late_is_what_was_finished_late_or_is_overdue(where):
    late = {Timeliness.DONE_LATE, Timeliness.OVERDUE}
    none = where is Timeliness.NO_DEADLINE
    expected = Progress.NO_DEADLINE if none else Progress.LATE if where in late else Progress.ON_TIME
    assert progress_of(where) is expected
