"""The pace of a committee with all those below it: drawn from the tasks, or told from the tallies and left to each."""

import re
from datetime import date, timedelta

import pytest

from tests.cast import TODAY
from tests.counting import counted
from tests.pace.test_pace_page import FIGURE, PACE
from tracker.core.database import transaction
from tracker.organizations.models import Level, Organization
from tracker.pace import together
from tracker.tallies.counting import rebuild
from tracker.tasks.status import State

CLOSED = "Trong các số này có 1 việc hạn chế: chỉ được tính, không mở được."
SECRET = "Rà soát hồ sơ đặc thù"


@pytest.fixture
def work(make):
    """Five tasks of one commune, one of them restricted, and three of the other."""
    make.task(title="Xong sớm", due_on=date(2026, 6, 1), state=State.COMPLETED, reported_on=date(2026, 4, 20))
    make.task(title="Quá hạn", due_on=date(2026, 5, 4))
    make.task(title=SECRET, due_on=TODAY, restricted=True)
    make.task(title="Còn xa", due_on=date(2026, 6, 26))
    make.task(title="Không hạn")
    there = {"organization": "next", "lead": "d"}
    done = {"state": State.COMPLETED, "reported_on": date(2026, 5, 5), "confirmed_on": date(2026, 5, 6)}
    make.task(title="Xong bên kia", due_on=date(2026, 5, 5), **done, **there)
    make.task(title="Bên kia", due_on=date(2026, 6, 26), **there)
    make.task(title="Bên kia quá hạn", due_on=TODAY - timedelta(days=1), **there)


def figures_in(page) -> list[tuple[str, int]]:
    return [(href.replace("&amp;", "&"), int(n)) for href, n in FIGURE.findall(page.html)]


def days_in(page) -> dict[str, tuple[str, str]]:
    """The table behind the drawing: finished and fallen due by day."""
    rows = r'<th scope="row">(\d\d/\d\d/2026)[^<]*</th><td class="num">([\d–]+)</td><td class="num">(\d+)</td>'
    return {day: (done, due) for day, done, due in re.findall(rows, page.html)}


def children_in(page) -> dict[str, list[str]]:
    """The words of each committee's row by its name."""
    body = page.html.partition("<tbody data-rows>")[2]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", each, re.DOTALL) for each in rows]
    said = [[re.sub(r"<[^>]+>", "", each).strip() for each in row] for row in cells]
    return {row[0]: row[1:] for row in said}


def test_all_of_them_are_drawn_together_and_each_figure_has_its_list(pages, work):
    page = pages.of("phuc").get(PACE)
    figures = figures_in(page)
    assert [n for _, n in figures] == [2, 4, 7, 1]
    for href, n in figures:
        assert pages.of("phuc").get(href).h1[0].strip().startswith(f"{n} nhiệm vụ"), href
    known = days_in(page)
    assert known["20/04/2026"] == ("1", "0")
    assert known["06/05/2026"] == ("2", "2")
    assert known["12/05/2026"] == ("2", "4")
    assert known["30/06/2026"] == ("–", "7")
    assert CLOSED in page.text
    assert SECRET not in page.html


def test_it_is_the_sum_of_what_each_committee_shows(pages, work, cast):
    whole = days_in(pages.of("phuc").get(PACE))
    parts = [days_in(pages.of("phuc").get(f"{PACE}?org={cast.organizations[name].id}")) for name in ("home", "next")]
    assert len(whole) > 50
    for day, (done, due) in whole.items():
        assert int(due) == sum(int(each[day][1]) for each in parts), day
        assert done == "–" or int(done) == sum(int(each[day][0]) for each in parts), day


def test_from_all_to_one_and_back(pages, work, cast):
    here = f"{PACE}?org={cast.home.id}"
    assert here in pages.of("phuc").get(PACE).links
    assert f"{PACE}?of={cast.organizations['province'].id}" in pages.of("phuc").get(here).links
    assert PACE in pages.of("phuc").get("/board/2026-Q2").links
    assert children_in(pages.of("phuc").get(PACE)) == {
        "Đảng ủy xã Núi": ["1/3 · 33,3 %", "1", "0"],
        "Đảng ủy xã Sông": ["1/4 · 25,0 %", "1", "1"],
    }


def test_the_own_tasks_of_the_committee_above_stand_apart(pages, work, cast, make):
    group = cast.groups["d"]
    task = make.task(title="Việc của tỉnh", due_on=TODAY, organization="next", lead="d")
    province = cast.organizations["province"]
    with transaction() as session:
        session.get_one(type(task), task.id).organization_id = province.id
    assert group.organization_id != province.id
    page = pages.of("phuc").get(PACE)
    assert [n for _, n in figures_in(page)] == [2, 5, 8, 1]
    assert f"{PACE}?org={province.id}" in page.links
    assert f"{PACE}?of={province.id}" in pages.of("phuc").get(f"{PACE}?org={province.id}").links


def test_who_reads_one_committee_sees_that_one_and_no_other(pages, work, cast):
    assert [n for _, n in figures_in(pages.of("hoa").get(PACE))] == [1, 2, 4, 1]
    for asked in (f"of={cast.organizations['province'].id}", f"of={cast.home.id}"):
        assert "Từng đảng bộ" not in pages.of("hoa").get(f"{PACE}?{asked}").text
    pages.of("phuc").get(f"{PACE}?of={cast.home.id}", status=404)  # nothing lies below it


def test_a_level_between_leads_further_down_and_up(pages, cast, work):
    province = cast.organizations["province"]
    with transaction() as session:
        middle = Organization(
            parent_id=province.id,
            name="Đảng bộ khu vực",
            short_name="Khu vực",
            level=Level.COMMUNE,
            valid_from=date(2025, 7, 1),
        )
        session.add(middle)
        session.flush()
        session.get_one(Organization, cast.home.id).parent_id = middle.id
        session.flush()
        rebuild(session)
    from_above = f"{PACE}?of={middle.id}"
    assert from_above not in pages.of("hoa").get(PACE).links
    page = pages.of("phuc").get(from_above)
    assert [n for _, n in figures_in(page)] == [1, 2, 4, 1]
    assert f"{PACE}?of={province.id}" in page.links
    assert f"{PACE}?org={cast.home.id}" in page.links


def test_where_there_are_too_many_no_task_is_read_and_each_committee_is_offered(pages, work, cast, monkeypatch):
    monkeypatch.setattr(together, "DRAWN_UP_TO", 6)
    visitor = pages.of("phuc")
    visitor.get(PACE)
    with counted() as sent:
        page = visitor.get(PACE)
    assert "Có 7 việc có hạn, quá nhiều để vẽ chung từng ngày. Chọn một đảng bộ ở bảng dưới" in page.text
    assert '<svg class="chart"' not in page.html
    assert [n for _, n in figures_in(page)] == [2, 7, 1]
    assert f"{PACE}?org={cast.home.id}" in page.links
    read = [each for each in sent if re.search(r"\b(?:FROM|JOIN) task\b", each)]
    assert all("task.restricted" in each for each in read), read


def test_without_any_task_it_says_so(pages, cast):
    assert "Chưa đảng bộ nào có nhiệm vụ trong quý này." in pages.of("phuc").get(PACE).text
