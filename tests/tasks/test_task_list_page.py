"""The list that every number links to: its filters live in the address, its heading states how many there are."""

from datetime import date, timedelta
from functools import partial
from html.parser import HTMLParser

import pytest

from tests.cast import NOW, TODAY
from tests.tasks.acts import indicator, report, report_done
from tracker.core.database import db
from tracker.tasks.change_actions import carry_over
from tracker.tasks.conditions import Slice, within
from tracker.tasks.direction_actions import direct
from tracker.tasks.queries import TaskFilter, almanac, list_tasks
from tracker.tasks.status import SelfRating, State

BASE = "/tasks?quarter=2026-Q2"


class Rows(HTMLParser):
    """The addresses of the tasks in the table, in order."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "a" and "data-row" in given:
            self.found.append(given["href"])


def titles(page):
    return Rows(page.html).found


def heading(page):
    return " ".join(page.h1[0].split())


def filters(page):
    return next(form for form in page.forms if "filters" in form.get("class", ""))["fields"]


@pytest.fixture
def every_sort(make, cast):
    """Something for every slice."""
    early, late = TODAY - timedelta(days=30), TODAY + timedelta(days=30)
    make.task(title="Đúng hạn", state=State.COMPLETED, due_on=TODAY, reported_on=TODAY)
    make.task(title="Trễ hạn", state=State.COMPLETED, due_on=early, reported_on=TODAY)
    make.task(title="Trong hạn", due_on=late, last_update_on=TODAY)
    make.task(title="Sắp đến", due_on=TODAY, last_update_on=TODAY)
    overdue = make.task(title="Quá hạn", due_on=early, state=State.IN_PROGRESS, last_update_on=TODAY)
    report(overdue, cast.an, no_change=True)
    make.task(title="Không hạn", lead="b", field="money", supporting=["a"], last_update_on=TODAY)
    make.task(title="Khó đạt", due_on=late, self_rating=SelfRating.AT_RISK, last_update_on=TODAY)
    make.task(title="Trả lại", due_on=late, state=State.RETURNED, returned_on=TODAY, last_update_on=TODAY)
    make.task(title="Im lặng", due_on=late)
    make.task(title="Dừng", state=State.CANCELLED, due_on=late)
    waiting = make.task(title="Chờ", due_on=late)
    report_done(waiting, cast.an)
    directed = make.task(title="Chỉ đạo", due_on=late, last_update_on=TODAY)
    direct(directed.id, "Bao giờ xong?", actor=cast.tam, now=NOW)
    carry_over(make.task(title="Chuyển", due_on=late).id, 1, "Theo kết luận mới", actor=cast.hoa, now=NOW)


def test_every_slice_has_a_list_whose_heading_counts_its_rows(pages, every_sort, cast):
    view = almanac(db.session(), cast.home.id, NOW).view
    hoa = pages.of("hoa")
    for part in Slice:
        page = hoa.get(f"{BASE}&state={part}")
        narrow = TaskFilter(quarter="2026-Q2", organization_id=cast.home.id, part=part)
        found = list_tasks(db.session(), cast.hoa, narrow, partial(within, view=view))
        assert found.total == len(found.tasks) > 0, part
        assert heading(page) == f"{found.total} nhiệm vụ"
        assert titles(page) == [f"/tasks/{each.id}" for each in found.tasks]
    assert heading(hoa.get(BASE)) == "11 nhiệm vụ"  # what was stopped or carried over is not counted
    assert heading(hoa.get("/tasks?quarter=2026-Q3")) == "1 nhiệm vụ"
    assert heading(hoa.get("/tasks?quarter=all")) == "12 nhiệm vụ"
    assert heading(hoa.get("/tasks")) == "11 nhiệm vụ"


def test_the_heading_says_what_the_list_is_narrowed_to(pages, every_sort, cast):
    group, field = cast.groups["b"].id, cast.fields["money"].id
    page = pages.of("hoa").get(f"{BASE}&state=nodl&group={group}&field={field}&q=không")
    assert heading(page) == "1 nhiệm vụ"
    assert "Quý II/2026 · Không giao hạn · Phòng Tài chính · Thu, chi ngân sách · “không”" in page.text
    assert "Bỏ bộ lọc" in page.text


def test_lead_and_support_are_told_apart_and_the_form_keeps_it(pages, every_sort, cast):
    group = cast.groups["a"].id
    page = pages.of("hoa").get(f"{BASE}&group={group}&part=supporting")
    assert heading(page) == "1 nhiệm vụ"
    assert "Tổ công tác Bắc Sông · Phối hợp" in page.text
    fields = filters(page)
    assert fields["part"][0]["value"] == "supporting"


def test_work_without_a_field_has_its_list(pages, make):
    make.task(field=None), make.task(field="money")
    page = pages.of("hoa").get(f"{BASE}&field=0")
    assert heading(page) == "1 nhiệm vụ"
    assert "Chưa phân lĩnh vực" in page.text


def test_words_are_found_without_their_marks_and_in_any_order(pages, make):
    make.task(title="Xây dựng 01 tiêu chí nông thôn mới")
    for asked in ("tiêu chí", "tieu chi", "TIÊU CHÍ", "tie\u0302u chi\u0301", "chí tiêu", "01 tiêu"):
        assert heading(pages.of("hoa").get(f"/tasks?q={asked}")) == "1 nhiệm vụ", asked
    for asked in ("tiêu chuẩn", "%25", "_"):
        assert heading(pages.of("hoa").get(f"/tasks?q={asked}")) == "0 nhiệm vụ", asked


def test_what_is_spelt_exactly_so_stands_first(pages, make):
    other, same = make.task(title="Giữ đường làng"), make.task(title="Dương Nội giữ")
    assert titles(pages.of("hoa").get("/tasks?q=Dương")) == [f"/tasks/{same.id}", f"/tasks/{other.id}"]


def test_a_heading_sorts_and_the_other_way_round(pages, make):
    first = make.task(lead="a", due_on=date(2026, 6, 1), last_update_on=date(2026, 5, 1))
    second = make.task(lead="c", due_on=date(2026, 5, 20))
    third = make.task(lead="b", last_update_on=date(2026, 5, 9))
    hoa = pages.of("hoa")
    expected = {
        "": [second, first, third],
        "due": [second, first, third],
        "-due": [first, second, third],
        "code": [first, second, third],
        "-code": [third, second, first],
        "group": [first, third, second],
        "-group": [second, third, first],
        "updated": [second, first, third],
        "-updated": [second, third, first],
        "nonsense": [second, first, third],
    }
    for sort, tasks in expected.items():
        assert titles(hoa.get(f"{BASE}&sort={sort}")) == [f"/tasks/{each.id}" for each in tasks], sort
    page = hoa.get(f"{BASE}&sort=due")
    assert 'aria-sort="ascending"' in page.html
    assert "/tasks?quarter=2026-Q2&sort=-due" in page.links
    assert 'aria-sort="descending"' in hoa.get(f"{BASE}&sort=-due").html


def test_fifty_stand_on_a_page_and_the_links_keep_the_filter(pages, make):
    for n in range(53):
        make.task(due_on=TODAY + timedelta(days=n))
    hoa = pages.of("hoa")
    first = hoa.get(f"{BASE}&state=dl")
    assert heading(first) == "53 nhiệm vụ"
    assert len(titles(first)) == 50
    assert "1–50 trong 53" in first.text
    (following,) = [link for link in first.links if "page=2" in link]
    second = hoa.get(following)
    assert len(titles(second)) == 3
    assert "51–53 trong 53" in second.text
    assert "state=dl" in following
    for huge in ("999", "1000000", "9" * 30, "-1", "0", "x", "2.5"):
        page = hoa.get(f"{BASE}&page={huge}")
        assert titles(page), huge


def test_each_person_s_list_holds_what_exists_for_them(pages, make):
    make.task(title="Của A", lead="a")
    make.task(title="Của B, A phối hợp", lead="b", supporting=["a"])
    make.task(title="Của C", lead="c")
    make.task(title="Của hàng xóm", lead="d", organization="next")
    counts = {"an": 2, "binh": 2, "chi": 1, "dung": 1, "hoa": 3, "tam": 3, "kien": 3, "lan": 1, "nam": 1, "phuc": 4}
    for name, n in counts.items():
        assert heading(pages.of(name).get(BASE)) == f"{n} nhiệm vụ", name
    pages.of("quan").get(BASE, status=404)


def test_the_province_sees_whose_each_task_is_and_can_look_at_one_committee(pages, make, cast):
    make.task(title="Của A", lead="a")
    make.task(title="Của hàng xóm", lead="d", organization="next")
    phuc = pages.of("phuc")
    both = phuc.get(BASE)
    assert "Xã Sông" in both.text
    assert "Xã Núi" in both.text
    one = phuc.get(f"{BASE}&org={cast.home.id}")
    assert heading(one) == "1 nhiệm vụ"
    assert "Đảng ủy xã Sông · Quý II/2026" in one.text
    fields = filters(one)
    assert fields["org"][0]["value"] == str(cast.home.id)


def test_nobody_looks_into_another_committee_through_the_address(pages, make, cast):
    make.task(title="Của hàng xóm", lead="d", organization="next")
    strange = {"org": cast.organizations["next"].id, "group": cast.groups["d"].id}
    for name in ("hoa", "an"):
        for key, value in strange.items():
            page = pages.of(name).get(f"{BASE}&{key}={value}")
            assert heading(page) == "0 nhiệm vụ", (name, key)
            assert "Bên Kia" not in page.text
            assert "Xã Núi" not in page.text


def test_with_nothing_found_it_says_how_to_go_on(pages):
    page = pages.of("hoa").get(f"{BASE}&q=khong-co")
    assert "Không có nhiệm vụ nào khớp." in page.text


def test_a_list_is_not_upset_by_numbers_or_words_nobody_offered(pages, make, cast):
    task = make.task(lead="a")
    indicator(task)
    report(task, cast.an)
    hoa = pages.of("hoa")
    hostile = ("'", '"><script>', "%00", "-1", "9" * 40, "%F0%9F%98%80", "{{7*7}}", "a%0d%0ab", "None", "٣", "1e5")
    for key in ("quarter", "state", "group", "field", "part", "q", "page", "org", "document", "sort", "mine",
                "due_from", "due_until", "ids", "under", "endpoint", "_external", "_scheme", "_anchor",
                "task_id"):  # fmt: skip
        for value in hostile:
            page = hoa.get(f"/tasks?{key}={value}")
            assert "<script>" not in page.html.replace("<script src", "")
