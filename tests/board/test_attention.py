"""What asks for attention is said in one short phrase each; days are working days."""

from datetime import date

import pytest

from tests.board.rows_by_hand import DAY, attention_row, board, card_row, rows, tally, task
from tests.cast import TODAY
from tracker.board.rows import Reason
from tracker.board.words import card_standing, why
from tracker.tasks.status import Kind, State

LONG_AGO = date(2026, 4, 17)


@pytest.mark.parametrize(
    ("reason", "facts", "key", "word"),
    [
        (Reason.DIRECTION, {"directed_on": date(2026, 5, 8)}, "risk", "Ý kiến 08/05"),
        (Reason.OVERDUE, {"due_on": date(2026, 4, 20)}, "over", "Quá hạn 13 ngày"),
        (Reason.OVERDUE, {"due_on": date(2026, 5, 9)}, "over", "Quá hạn 2 ngày"),  # a Saturday: Monday and Tuesday
        (Reason.RETURNED, {"state": State.RETURNED, "returned_on": date(2026, 5, 5)}, "back", "Trả lại 05/05"),
        (Reason.RETURNED, {"state": State.RETURNED}, "back", "Trả lại"),
        (Reason.RISK, {}, "risk", "Tự báo khó đạt"),
        (Reason.SILENT, {"last_update_on": LONG_AGO}, "mute", "Im lặng 14 ngày"),
        (Reason.SILENT, {"last_update_on": None}, "mute", "Chưa có cập nhật"),
        (Reason.SOON, {"due_on": date(2026, 5, 15)}, "soon", "Còn 3 ngày"),
        (Reason.SOON, {"due_on": TODAY}, "soon", "Hạn hôm nay"),
    ],
)
def test_each_reason_has_its_words(reason, facts, key, word):
    said = why(attention_row(reason, **facts), DAY)
    assert (said.key, said.word) == (key, word)


def test_a_report_that_came_too_late_and_waits_says_how_late_it_came():
    late = attention_row(
        Reason.OVERDUE, state=State.AWAITING_CONFIRMATION, due_on=date(2026, 5, 4), reported_on=date(2026, 5, 6)
    )
    assert why(late, DAY).word == "Báo trễ 2 ngày"


def test_lines_stand_in_the_order_they_came_and_lead_to_their_tasks():
    page = board(
        rows(
            tally(over=1, term=1, attention=2),
            attention=(
                attention_row(Reason.OVERDUE, task_id=5, due_on=date(2026, 5, 8)),
                attention_row(Reason.SOON, task_id=3, due_on=TODAY),
            ),
        )
    )
    assert [(item.title, item.href, item.group) for item in page.attention] == [
        ("Việc 5", "/tasks/5", "Bắc Sông"),
        ("Việc 3", "/tasks/3", "Bắc Sông"),
    ]
    assert page.attention_all.n == 2


@pytest.mark.parametrize(
    ("facts", "key", "word"),
    [
        ({"due_on": date(2026, 5, 8)}, "over", "Quá hạn 2 ngày"),
        ({"due_on": date(2026, 6, 30)}, "term", "Còn 35 ngày"),
        ({}, "nodl", "Thường xuyên"),
        ({"kind": Kind.MILESTONE}, "nodl", "Không giao hạn"),
        ({"state": State.RETURNED, "returned_on": date(2026, 5, 5), "due_on": LONG_AGO}, "back", "Trả lại 05/05"),
        (
            {"state": State.COMPLETED, "due_on": date(2026, 5, 8), "reported_on": date(2026, 5, 8)},
            "done",
            "Đúng hạn 08/05",
        ),
        (
            {"state": State.COMPLETED, "due_on": date(2026, 5, 8), "reported_on": date(2026, 5, 12)},
            "late",
            "Trễ 2 ngày",
        ),
        ({"state": State.COMPLETED, "reported_on": date(2026, 5, 8)}, "done", "Hoàn thành"),
    ],
)
def test_the_foot_of_a_card(facts, key, word):
    said = card_standing(task(**facts), DAY)
    assert (said.key, said.word) == (key, word)


def test_columns_of_cards_say_how_many_are_not_shown():
    page = board(
        rows(
            tally(term=12, done=1, none=9, progress=3, completed=1),
            cards=(card_row(1, state=State.NOT_STARTED), card_row(2, state=State.NOT_STARTED), card_row(3)),
        ),
        view="cards",
    )
    assert [(column.key, column.n, column.more, len(column.cards)) for column in page.columns] == [
        ("none", 9, 7, 2),
        ("term", 3, 2, 1),
        ("wait", 0, 0, 0),
        ("back", 0, 0, 0),
        ("done", 1, 1, 0),
    ]
    assert [column.href.partition("state=")[2] for column in page.columns] == [
        "none",
        "progress",
        "wait",
        "back",
        "completed",
    ]
