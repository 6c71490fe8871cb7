"""On random worlds: page, workbook and document say the board's numbers, and each is the row count of its list."""

from collections import Counter
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.board.rows_by_hand import links
from tests.board.worlds import QUARTERS, settled, worlds
from tests.cast import NOW
from tests.reports.worlds import paper_of, report_of, sheets_of
from tracker.board.counts import FIVE
from tracker.board.queries import Scope, tallies
from tracker.core.numbers import format_number, parse_count
from tracker.reports.page import page_of
from tracker.reports.rules import Progress, on_all, on_due
from tracker.tasks.conditions import Slice, within
from tracker.tasks.queries import TaskFilter, almanac, list_tasks

some_worlds = settings(
    max_examples=40,
    deadline=None,
    database=None,
    phases=[
        Phase.explicit,
        Phase.generate,
    ],  # both files are written for each world: making a failure small takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def scope(session, cast):
    days = almanac(session, cast.home.id, NOW)
    session.rollback()
    return Scope(actor=cast.hoa, organization_id=cast.home.id, quarter=QUARTERS[0], view=days.view, zone=days.zone)


@given(world=worlds(0, 12) | worlds(8, 12))
@some_worlds
def test_page_workbook_and_document_say_the_numbers_of_the_lists(session, cast, scope, *, world):
    with settled(session, world, cast):
        report = report_of(session, cast)
        rows = partial(rows_behind, session, scope)
        by_group, by_field = tallies(session, scope, "group"), tallies(session, scope, "field")
        page = page_of(report, links(cast.home.id))
        for href, n in numbers_of(page):
            assert rows(href) == n, href
        parts = {key: rows(links(cast.home.id).tasks(key)) for key in (*FIVE, "dl", "finished", "due")}
        everything = rows(links(cast.home.id).tasks())
    assert (report.by_group, report.by_field) == (by_group, by_field)
    check_workbook(sheets_of(report), report, parts, everything)
    check_document(paper_of(report), parts, everything)
    assert len(report.entries) == everything == sum(parts[key] for key in FIVE)
    said = Counter(each.progress for each in report.entries)
    assert said[Progress.ON_TIME] == parts["done"] + parts["term"]
    assert said[Progress.LATE] == parts["late"] + parts["over"]
    assert said[Progress.NO_DEADLINE] == parts["nodl"]


def numbers_of(page):
    yield from ((each.href, each.n) for each in (page.tasks, page.with_deadline, page.no_deadline, *page.tiles))
    yield from ((bar.href, bar.whole) for bar in page.rates)
    for matrix in page.matrices:
        for row in (*matrix.rows, matrix.totals):
            yield from ((cell.href, cell.n) for cell in (*row.cells, row.total, *row.overlays))
            yield row.due_href, row.fallen_due


def rows_behind(session, scope, href: str) -> int:
    args = dict(parse_qsl(urlsplit(href).query))
    narrow = TaskFilter(
        quarter=args["quarter"],
        organization_id=int(args["org"]),
        part=Slice(args["state"]) if "state" in args else None,
        group_id=int(args["group"]) if "group" in args else None,
        field_id=int(args["field"]) if "field" in args else None,
    )
    return list_tasks(session, scope.actor, narrow, partial(within, view=scope.view)).total


def check_workbook(sheets, report, parts, everything):
    summary = {row[0]: row[1] for row in sheets["Tổng hợp"][4:]}
    assert list(summary.values())[:9] == [
        everything, parts["dl"], parts["done"], parts["late"], parts["term"], parts["over"], parts["nodl"],
        parts["finished"], parts["due"],
    ]  # fmt: skip
    for rate, value in zip((on_due(report.total), on_all(report.total)), list(summary.values())[9:], strict=True):
        assert value == (pytest.approx(float(rate.share)) if rate.share is not None else None)
    for name, rows in (("Theo đơn vị", report.by_group), ("Theo lĩnh vực", report.by_field)):
        *found, total = sheets[name][1:]
        assert [row[2:10] for row in found] == [
            [*(each.counts.of(key) for key in FIVE), each.counts.total, each.counts.wait, each.counts.mute]
            for each in rows
        ]
        assert total[2:8] == [*(parts[key] for key in FIVE), everything]
        assert total[2:12] == [sum(row[n] for row in found) for n in range(2, 12)]
    assert [row[0] for row in sheets["Nhiệm vụ"][1:]] == list(range(1, everything + 1))


def check_document(paper, parts, everything):
    four = [[parse_count(text) for text in row[1:]] for row in paper.four[1:]]
    assert [four[0][:2], four[1][:2]] == [[parts["done"], parts["late"]], [parts["term"], parts["over"]]]
    assert four[2] == [one + other for one, other in zip(four[0], four[1], strict=True)]
    assert four[2][2] == parts["dl"]
    assert [row[0] for row in paper.form[1:]] == [str(n) for n in range(1, everything + 1)]
    said = " ".join(paper.paragraphs)
    assert f"có {format_number(everything)} nhiệm vụ" in said
    assert f"số đến hạn: {parts['finished']}/{parts['due']}" in said
    assert f"tổng số có hạn: {parts['finished']}/{parts['dl']}" in said
