"""Whatever says a number says the same: tile, matrix, list, overview, report, workbook, document, SQL and plain Python.

`FIGURES=full` tries two hundred random databases on each engine instead of a few.
"""

import os
from collections import Counter
from dataclasses import dataclass, field, fields
from itertools import chain

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.board.test_numbers import figures, row_of, seen
from tests.board.worlds import QUARTERS, VIEWERS, organization_id
from tests.cast import NOW
from tests.figures.answers import EITHER, Answers
from tests.figures.databases import Database, databases, standing
from tests.figures.reading import closed_of, heading_of, matrix_in, numbers_in, rows_of
from tests.reports.worlds import paper_in, sheets_in
from tracker.board.counts import FIVE, Counts
from tracker.board.queries import Scope, tallies
from tracker.core.numbers import format_number, parse_count
from tracker.tallies.counting import differences as of_tallies
from tracker.tasks.conditions import Slice, counted, within
from tracker.tasks.models import Task
from tracker.tasks.queries import almanac

QUARTER = QUARTERS[0]
DATABASES = 200 if os.environ.get("FIGURES") == "full" else 8
MATRIX = (*FIVE, "total", "wait", "mute")
PARTS = [each.name for each in fields(Counts)]
SUMMARY = ("total", "dl", "done", "late", "term", "over", "nodl", "finished", "due")


@dataclass
class Book:
    """How many databases were tried, how many numbers were compared, and which differ."""

    databases: int = 0
    numbers: int = 0
    wrong: list[str] = field(default_factory=list)

    def compare(self, where: str, said: object, expected: object) -> None:
        self.numbers += 1
        if said != expected:
            self.wrong.append(f"{where}: says {said}, not {expected}")


@pytest.mark.timeout(240 if DATABASES < 200 else 7200)
def test_every_place_says_the_same_numbers(session, cast, pages, engine_name, record_property):
    book = Book()

    @given(database=databases(8, 20), viewer=st.sampled_from(VIEWERS))
    @settings(
        max_examples=DATABASES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def try_one(database, viewer):
        with standing(database, cast):
            book.databases += 1
            One(session=session, cast=cast, pages=pages, book=book, database=database).examine(viewer)

    try_one()
    line = f"{engine_name}: databases={book.databases} numbers={book.numbers} differences={len(book.wrong)}"
    record_property("house", line)
    print(line)
    assert book.databases >= DATABASES
    assert not book.wrong, "\n".join(book.wrong[:20])


@dataclass
class One:
    """One random database, read in every way."""

    session: object
    cast: object
    pages: object
    book: Book
    database: Database

    def __post_init__(self) -> None:
        homes = ("home", "next")
        self.days = {home: almanac(self.session, self.cast.organizations[home].id, NOW) for home in homes}
        views = {home: each.view for home, each in self.days.items()}
        self.answers = Answers(pieces=self.database.pieces, views=views, cast=self.cast)
        self.session.rollback()

    def examine(self, viewer) -> None:
        self.book.compare("tallies", of_tallies(self.session), [])
        self.session.rollback()
        self.board(*viewer)
        self.overview()
        self.report()

    def board(self, name: str, home: str) -> None:
        """The board in both groupings, its cards and its pace; then SQL and Python on the same tasks."""
        actor, days = self.cast.actors[name], self.days[home]
        organization_id = self.cast.organizations[home].id
        scope = Scope(actor=actor, organization_id=organization_id, quarter=QUARTER, view=days.view, zone=days.zone)
        org = f"&org={organization_id}" if len(actor.reads) > 1 else ""
        mine = seen(self.database.pieces, scope, self.cast)
        found: set = set()
        for by in ("group", "field"):
            html = self.page(name, f"/board/{QUARTER}?by={by}{org}")
            found |= numbers_in(html)
            self.sql(scope, by, mine)
            if mine:
                self.matrix(html, by, mine, days.view)
        found |= numbers_in(self.page(name, f"/board/{QUARTER}?view=cards{org}"))
        found |= numbers_in(self.page(name, f"/board/{QUARTER}/pace?{org}"))
        self.lists(name, found)
        parts = Counter(chain.from_iterable(figures(each, days.view) for each in mine))
        linked = {each.href.partition("state=")[2].partition("&")[0] for each in found if "group=" not in each.href}
        self.book.compare(f"{name}: what the board leaves out", {key for key in FIVE if parts[key]} - linked, set())

    def matrix(self, html: str, by: str, mine, view) -> None:
        rows: dict[int, Counter] = {}
        for each in mine:
            rows.setdefault(row_of(each, by, self.cast), Counter()).update(figures(each, view))
        whole = sum(rows.values(), Counter())
        *said, total = matrix_in(html)
        self.book.compare(f"matrix by {by}", sorted(said), sorted(map(columns, rows.values())))
        self.book.compare(f"matrix by {by}, total", total, columns(whole))

    def sql(self, scope: Scope, by: str, mine) -> None:
        """The figures as SQL counts them, against the rules in plain Python."""
        said = {(each.of.id, key): each.counts.of(key) for each in tallies(self.session, scope, by) for key in PARTS}
        expected = Counter((row_of(each, by, self.cast), key) for each in mine for key in figures(each, scope.view))
        self.book.compare(f"SQL by {by}", Counter(said), expected)
        for key in ("", *FIVE, "due", "dl", "finished", "planned"):
            condition = within(Slice(key), scope.view) if key else counted()
            n = self.session.scalar(sa.select(sa.func.count(Task.id)).where(scope.counted(), condition))
            self.book.compare(f"SQL of {key}", n, sum(self.answers._is(each, key) for each in mine))
        self.session.rollback()

    def overview(self) -> None:
        html = self.page("phuc", f"/board/{QUARTER}")
        found = numbers_in(html)
        self.lists("phuc", found)
        rows = {}
        for each in self.database.pieces:
            if each.counted and each.quarter == QUARTER:
                counts = rows.setdefault(each.organization, Counter())
                counts.update(figures(each, self.answers.views[each.organization]))
        if rows:
            *said, total = matrix_in(html)
            known = sorted(row for row in said if row[5])
            self.book.compare("overview", known, sorted(map(columns, rows.values())))
            self.book.compare("overview, total", total, columns(sum(rows.values(), Counter())))
        self.lists("phuc", numbers_in(self.page("phuc", f"/board/{QUARTER}/pace")))

    def report(self) -> None:
        """The report of the first committee: page, workbook and document."""
        mine = [each for each in self.database.pieces if each.organization == "home" and each.counted]
        mine = [each for each in mine if each.quarter == QUARTER]
        view = self.answers.views["home"]
        self.lists("hoa", numbers_in(self.page("hoa", f"/reports/{QUARTER}")))
        parts = Counter(chain.from_iterable(figures(each, view) for each in mine))
        expected = {key: sum(parts[each] for each in EITHER.get(key, {key})) for key in SUMMARY} | {"total": len(mine)}
        self.workbook(mine, view, [expected[key] for key in SUMMARY])
        self.document(expected)

    def workbook(self, mine, view, expected: list[int]) -> None:
        sheets = sheets_in(self.file("workbook"))
        self.book.compare("workbook, summary", [row[1] for row in sheets["Tổng hợp"][4:13]], expected)
        for sheet, by in (("Theo đơn vị", "group"), ("Theo lĩnh vực", "field")):
            rows: dict[int, Counter] = {}
            for each in mine:
                rows.setdefault(row_of(each, by, self.cast), Counter()).update(figures(each, view))
            *said, total = sheets[sheet][1:]
            named = {self.name_of(row, by): columns(counts) for row, counts in rows.items()}
            self.book.compare(f"workbook by {by}", {row[1]: row[2:10] for row in said}, named)
            self.book.compare(f"workbook by {by}, total", total[2:10], columns(sum(rows.values(), Counter())))
        self.book.compare("workbook, tasks", len(sheets["Nhiệm vụ"]) - 1, len(mine))

    def name_of(self, row_id: int, by: str) -> str:
        rows = self.cast.groups if by == "group" else self.cast.fields
        return next((each.name for each in rows.values() if each.id == row_id), "Chưa xếp lĩnh vực")

    def document(self, expected: dict[str, int]) -> None:
        paper = paper_in(self.file("document"))
        four = [[parse_count(text) for text in row[1:]] for row in paper.four[1:]]
        self.book.compare(
            "document, four",
            [four[0][:2], four[1][:2]],
            [[expected["done"], expected["late"]], [expected["term"], expected["over"]]],
        )
        self.book.compare("document, sums", [four[0][2], four[2][2]], [expected["finished"], expected["dl"]])
        said = " ".join(paper.paragraphs)
        for words, part, whole in (("số đến hạn", "finished", "due"), ("tổng số có hạn", "finished", "dl")):
            rate = f"{words}: {format_number(expected[part])}/{format_number(expected[whole])}"
            self.book.compare(f"document, {words}", rate in said, True)
        self.book.compare("document, tasks", len(paper.form) - 1, expected["total"])

    def lists(self, name: str, found) -> None:
        """Each number against the heading, the rows and the plain answer of the list it leads to."""
        for said in sorted(found, key=lambda each: each.href):
            page = self.pages.of(name).get(said.href)
            behind = self.answers.behind(self.cast.actors[name], said.href)
            self.book.compare(f"{name} {said.href}: heading", said.n, heading_of(page))
            closed = sum(each.restricted and self.of_others(name, each) for each in behind)
            self.book.compare(f"{name} {said.href}: closed", closed_of(page), closed)
            self.book.compare(f"{name} {said.href}: rows", rows_of(page), said.n - closed)
            self.book.compare(f"{name} {said.href}: plain Python", said.n, len(behind))

    def of_others(self, name: str, piece) -> bool:
        return organization_id(piece, self.cast) != self.cast.actors[name].organization_id

    def page(self, name: str, path: str) -> str:
        return self.pages.of(name).get(path).html

    def file(self, what: str) -> bytes:
        visitor = self.pages.of("hoa")
        answer = visitor._ask(visitor.client.get, f"/reports/{QUARTER}/{what}")
        assert answer.status_code == 200
        return answer.data


def columns(counts: Counter) -> list[int]:
    """A row of a matrix: five columns, their sum, the two of which."""
    known = {**counts, "total": sum(counts[key] for key in FIVE)}
    return [known.get(key, 0) for key in MATRIX]
