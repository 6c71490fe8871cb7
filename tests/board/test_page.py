"""A board is told from its rows alone: figures with their wholes, words, and the address of each list."""

import dataclasses
import re

import pytest

from tests.board.rows_by_hand import Q2, board, rows, tally
from tracker.board.counts import FIVE, OVERLAYS, Counts, sum_of
from tracker.board.rows import Judged
from tracker.tasks import conditions
from tracker.tasks.conditions import Slice


def bars_of(page):
    return {bar.label: bar for bar in page.bars}


def test_the_national_fixture_adds_up():
    """14.068 + 1.983 + 5.640 + 223 = 21.914; of what had fallen due 98,63 % were finished."""
    page = board(rows(tally(done=14_068, late=1_983, term=5_640, over=223)))
    assert page.with_deadline.n == page.tasks.n == 21_914
    assert [tile.n for tile in page.tiles] == [14_068, 1_983, 5_640, 223]
    assert bars_of(page)["Xong / đến hạn"].text == "16051/16274 · 98,6 %"


def test_tiles_count_tasks_with_a_deadline_and_the_others_stand_beside():
    page = board(rows(tally(done=12, late=3, term=17, over=4, nodl=8)))
    assert [(tile.key, tile.n, tile.of) for tile in page.tiles] == [
        ("done", 12, 36),
        ("late", 3, 36),
        ("term", 17, 36),
        ("over", 4, 36),
    ]
    assert (page.with_deadline.n, page.no_deadline.n, page.tasks.n) == (36, 8, 44)


def test_bars_say_part_and_whole_and_percentage():
    page = board(rows(tally(done=12, late=3, term=17, over=4)), elapsed=(46, 62))
    assert [bar.text for bar in page.bars] == ["15/36 · 41,7 %", "46/62 ngày · 74,2 %", "15/19 · 78,9 %"]


def test_of_nothing_there_is_no_percentage():
    page = board(rows(tally(nodl=3)))
    assert bars_of(page)["Đã hoàn thành"].text == "0/0"
    assert bars_of(page)["Xong / đến hạn"].text == "0/0"
    assert (page.matrix.totals.finished, page.matrix.totals.fallen_due) == (0, 0)


def test_a_quarter_that_lies_ahead_has_no_time_gone():
    assert bars_of(board(rows(tally(term=1)), elapsed=(0, 66)))["Thời gian đã qua"].text == "0/66 ngày · 0,0 %"


def test_the_same_day_before_stands_beside_each_tile():
    page = board(rows(tally(done=2)))
    assert {tile.note for tile in page.tiles} == {""}
    page = board(dataclasses.replace(rows(tally(done=2)), before=Counts(done=10, late=4, term=19, over=2)))
    assert [tile.note for tile in page.tiles] == [
        "cùng kỳ quý I: 10",
        "cùng kỳ quý I: 4",
        "cùng kỳ quý I: 19",
        "cùng kỳ quý I: 2",
    ]


def test_matrix_columns_add_up_to_the_total_of_each_row_and_of_all():
    page = board(rows(tally(1, done=2, over=1, wait=1, mute=2), tally(2, "Phòng Tài chính", term=3, nodl=4)))
    for row in (*page.matrix.rows, page.matrix.totals):
        assert sum(cell.n for cell in row.cells) == row.total.n
    assert page.matrix.totals.total.n == sum(row.total.n for row in page.matrix.rows) == page.tasks.n
    assert [cell.n for cell in page.matrix.totals.overlays] == [1, 2]


def test_the_columns_are_those_that_conditions_say_add_up():
    assert [Slice(key) for key in FIVE] == list(conditions.FIVE)
    assert [Slice(key) for key in OVERLAYS] == [Slice.WAIT, Slice.MUTE]
    assert all(Slice(each.name) for each in dataclasses.fields(Counts))


def test_each_number_names_the_list_it_counts():
    page = board(rows(tally(7, done=1, over=1, attention=1)))
    row = page.matrix.rows[0]
    assert page.tasks.href == "/tasks?quarter=2026-Q2"
    assert page.attention_all.href == "/tasks?quarter=2026-Q2&state=attention"
    assert [tile.href for tile in page.tiles][3] == "/tasks?quarter=2026-Q2&state=over"
    assert row.href == row.total.href == "/tasks?quarter=2026-Q2&group=7"
    assert row.cells[3].href == "/tasks?quarter=2026-Q2&state=over&group=7"
    assert row.due_href == "/tasks?quarter=2026-Q2&state=due&group=7"
    assert bars_of(page)["Đã hoàn thành"].href == "/tasks?quarter=2026-Q2&state=finished"


def test_the_board_of_another_committee_names_it_in_every_address():
    page = board(rows(tally(done=1, term=1)), organization_id=9)
    hrefs = [page.tasks.href, page.matrix.totals.due_href, page.switch.before.href, *(tile.href for tile in page.tiles)]
    assert all(re.search(r"[?&]org=9$", href) for href in hrefs)


def test_fields_of_work_take_the_place_of_groups():
    page = board(rows(tally(3, "Nông thôn mới", term=1), tally(0, "", nodl=2)), by="field")
    assert [row.name for row in page.matrix.rows] == ["Nông thôn mới", "Chưa xếp lĩnh vực"]
    assert page.matrix.rows[1].href == "/tasks?quarter=2026-Q2&field=0"
    assert (page.matrix.by, page.matrix.title) == ("Lĩnh vực", "Lĩnh vực và trạng thái")


def test_toggles_keep_what_else_was_chosen():
    page = board(rows(tally(term=1)), by="field")
    assert page.by_choices == (
        ("Đơn vị chủ trì", "/board/2026-Q2", False),
        ("Lĩnh vực", "/board/2026-Q2?by=field", True),
    )
    assert page.view_choices[1] == ("Thẻ", "/board/2026-Q2?by=field&view=cards", False)


def test_the_sum_is_named_by_what_the_reader_sees():
    assert board(rows(tally(term=1))).matrix.totals.name == "Toàn đảng bộ"
    assert board(rows(tally(term=1)), whole=False).matrix.totals.name == "Tổng cộng"


def test_neighbouring_quarters_are_a_link_away_and_those_with_tasks_are_listed():
    switch = board(rows(tally(term=1))).switch
    assert (switch.before.href, switch.after.href) == ("/board/2026-Q1", "/board/2026-Q3")
    assert switch.quarters == (Q2,)


def test_a_quarter_without_tasks_is_empty():
    assert board(rows()).empty
    assert not board(rows(tally(nodl=1))).empty


def judged(quarter, on_time, fallen_due, of_id=1):
    return Judged(of_id=of_id, quarter=quarter, on_time=on_time, fallen_due=fallen_due)


def test_a_trend_is_the_share_finished_in_time_of_what_had_fallen_due():
    found = rows(tally(1, done=1), tally(2, "Phòng Tài chính", done=1))
    found = dataclasses.replace(
        found,
        judged=(
            judged(Q2.previous, 3, 4),
            judged(Q2, 1, 3),
            judged(Q2.previous, 0, 0, of_id=2),
            judged(Q2, 1, 1, of_id=2),
        ),
    )
    matrix = board(found).matrix
    assert matrix.rows[0].trend == (None, None, None, None, 75.0, 33.3)
    assert matrix.rows[1].trend == (None, None, None, None, None, 100.0)
    assert matrix.totals.trend == (None, None, None, None, 75.0, 50.0)
    assert matrix.rows[0].trend_label.endswith("IV/2025: –; I/2026: 3/4 · 75,0 %; II/2026: 1/3 · 33,3 %")
    assert matrix.with_trend


def test_one_quarter_is_no_trend():
    found = dataclasses.replace(rows(tally(1, done=1)), judged=(judged(Q2, 1, 1),))
    assert not board(found).matrix.with_trend


@pytest.mark.parametrize("parts", [(), (Counts(done=1),), (Counts(done=1, mute=2), Counts(over=3))])
def test_counts_add_part_by_part(parts):
    total = sum_of(parts, Counts())
    for each in dataclasses.fields(Counts):
        assert total.of(each.name) == sum(part.of(each.name) for part in parts)
