"""A screen of a meeting is told from its rows alone: which group, which tasks, where the steps lead."""

import pytest

from tests.board.rows_by_hand import DAY, attention_row, links, tally
from tests.cast import TODAY
from tracker.board.meeting import MOST_TASKS, ScreenRows, last_page, number_of, screen_of, stops
from tracker.board.rows import Reason

THREE = (
    tally(7, "Đoàn A", over=2, done=1, nodl=1, mute=1, attention=2),
    tally(3, "Đoàn B", term=4),
    tally(5, "Đoàn C", over=6, attention=6),
)


def late(task_id):
    return attention_row(Reason.OVERDUE, task_id=task_id, due_on=TODAY.replace(day=4))


def screen(number, page=1, attention=(), **rows):
    given = {"tallies": THREE, "attention": attention, "numbers": {}, "head": "", "page": page, **rows}
    return screen_of(ScreenRows(**given), number, day=DAY, links=links(), at=lambda number, page: f"/m/{number}/{page}")


def test_the_groups_stand_in_the_order_of_the_board_under_numbers_that_stay():
    assert stops(THREE) == [1, 3]
    assert [number_of(THREE, group) for group in (7, 3, 5, 9)] == [1, 2, 3, None]
    assert stops(()) == []


def test_the_figures_are_those_of_its_row_of_the_board():
    shown = screen(1)
    assert [(each.key, each.n, each.of) for each in shown.tiles] == [
        ("done", 1, 3), ("late", 0, 3), ("term", 0, 3), ("over", 2, 3),
    ]  # fmt: skip
    assert (shown.done_of_due, shown.total, shown.no_deadline, shown.silent) == ("1/3 · 33,3 %", 4, 1, 1)
    assert screen(2).done_of_due == "0/0"


def test_the_steps_go_through_the_pages_of_a_group_and_then_to_its_neighbours():
    six = tuple(late(n) for n in range(1, 7))
    first, last = screen(3, 1, six), screen(3, 2, six)
    assert (first.back, first.on, first.more) == ("/m/1/1", "/m/3/2", 2)
    assert (last.back, last.on, last.more) == ("/m/3/1", "", 0)
    assert [len(each.tasks) for each in (first, last)] == [MOST_TASKS, 2]
    assert (first.group_before, first.group_after) == ("/m/1/1", "")


@pytest.mark.parametrize(("number", "place"), [(1, 1), (2, None), (3, 2)])
def test_a_group_that_asks_no_more_has_no_place_but_its_neighbours(number, place):
    shown = screen(number)
    assert (shown.place, shown.places) == (place, 2)
    if place is None:
        assert (shown.back, shown.on) == ("/m/1/1", "/m/3/1")


@pytest.mark.parametrize(("attention", "pages"), [(0, 1), (1, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_how_many_screens_the_tasks_take(attention, pages):
    assert last_page(attention) == pages


def test_what_may_not_be_read_takes_no_screen_but_is_told_on_the_last():
    five = tuple(late(n) for n in range(1, 6))
    first, last = screen(3, 1, five, closed=1), screen(3, 2, five, closed=1)
    assert (first.more, first.closed, last.more, last.closed, len(last.tasks)) == (1, 1, 0, 1, 1)
    nothing = screen(3, 1, (), closed=6)
    assert (nothing.tasks, nothing.more, nothing.on, nothing.closed, nothing.place) == ((), 0, "", 6, 2)


def test_a_task_says_why_and_what_is_known_of_it():
    told = screen(1, 1, (late(1),), numbers={1: ["Tiêu chí – chỉ tiêu 11"]}).tasks[0]
    assert (told.key, told.word, told.title) == ("over", "Quá hạn 6 ngày", "Việc 1")
    assert told.facts == ("01", "Hạn 04/05/2026", "Cập nhật 12/05")
    assert told.numbers == ("Tiêu chí – chỉ tiêu 11",)
