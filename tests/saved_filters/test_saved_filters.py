"""A person's own filters: kept from the list, shown over it, renamed, removed, taken back, seen by nobody else."""

import re
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.counting import questions
from tests.pages import Page, faults
from tests.tasks.test_task_list_page import heading
from tracker.audit.models import AuditEntry
from tracker.core.database import db
from tracker.core.errors import Invalid, NotFound, Refusal, Stale
from tracker.saved_filters import actions, rules
from tracker.saved_filters.actions import NewFilter
from tracker.saved_filters.models import SavedFilter

STRIP = re.compile(r'<nav class="seg" aria-label="Bộ lọc sẵn">(.*?)</nav>', re.DOTALL)
CHOICE = re.compile(r'<a href="([^"]+)"( aria-current="true")?>([^<]+)</a>')
OVER = "quarter=2026-Q2&state=over"


def strip(page) -> dict[str, tuple[str, bool]]:
    """The filters over a list: the address of each, and whether the list is just that."""
    return {
        words: (href.replace("&amp;", "&"), bool(current))
        for href, current, words in CHOICE.findall(STRIP.search(page.html)[1])
    }


def kept_by(cast, name="an", words="Việc gấp", query=OVER, *, now=NOW):
    return actions.keep(NewFilter(name=words, query=query, search=""), actor=cast.actors[name], now=now)


def entries(session):
    session.rollback()
    return [
        (each.action, each.subject_label, each.changes)
        for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    ]


def refused(answer) -> Page:
    page = Page(answer.text)
    assert not faults(page), faults(page)
    return page


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("an", ["Tổ của tôi", "Quá hạn", "Chờ tôi"]),
        ("hoa", ["Quá hạn", "Chờ tôi"]),
        ("tam", ["Quá hạn"]),
        ("kien", ["Quá hạn"]),
        ("phuc", ["Quá hạn"]),
    ],
)
def test_everybody_has_the_filters_that_can_mean_something_to_them(pages, make, who, words):
    make.task(due_on=TODAY)
    visitor = pages.of(who)
    found = strip(visitor.get("/tasks"))
    assert list(found) == words
    for name, (href, current) in found.items():
        assert not current
        assert strip(visitor.get(href))[name] == (href, True)


def test_a_filter_is_kept_from_the_list_and_stands_over_it(pages, session, make):
    make.task(lead="a", due_on=TODAY - timedelta(days=9)), make.task(lead="a", due_on=TODAY)
    an = pages.of("an")
    page = an.get(f"/tasks?{OVER}&q=việc&page=7&nonsense=1")
    (way,) = [link for link in page.links if link.startswith("/tasks/filters/new?")]
    assert "page" not in way
    assert "nonsense" not in way
    assert "Quý II/2026 · Quá hạn · “việc”" in an.get(way).text
    answer = an.post(way, {"name": " Việc  gấp "})
    assert answer.headers["Location"] == "/tasks?quarter=2026-Q2&state=over&q=vi%E1%BB%87c"
    shown = an.get(answer.headers["Location"])
    assert "Đã lưu bộ lọc “Việc gấp”." in shown.text
    assert strip(shown)["Việc gấp"] == (answer.headers["Location"], True)
    assert heading(shown) == "1 nhiệm vụ"
    assert entries(session) == [("filter.kept", "Việc gấp", {"name": [None, "Việc gấp"]})]


def test_a_filter_of_the_running_quarter_goes_on_with_it_if_wished(pages, make):
    make.task(lead="a", due_on=TODAY - timedelta(days=9))
    an = pages.of("an")
    assert "Luôn xem quý đang chạy" in an.get(f"/tasks/filters/new?{OVER}").text
    an.post(f"/tasks/filters/new?{OVER}", {"name": "Đi theo", "follow": "y"})
    an.post(f"/tasks/filters/new?{OVER}", {"name": "Đứng lại"})
    found = strip(an.get(f"/tasks?{OVER}"))
    assert found["Đi theo"] == ("/tasks?state=over", True)
    assert found["Đứng lại"] == (f"/tasks?{OVER}", True)
    an.now = NOW + timedelta(days=70)
    later = strip(an.get("/tasks?state=over"))
    assert later["Đi theo"][1]
    assert not later["Đứng lại"][1]


@pytest.mark.parametrize("query", ["quarter=2026-Q1&state=over", "quarter=all", "q=việc", f"{OVER}&q=việc"])
def test_another_quarter_or_a_search_has_nothing_to_follow(pages, query):
    an = pages.of("an")
    assert "Luôn xem quý đang chạy" not in an.get(f"/tasks/filters/new?{query}").text
    answer = an.post(f"/tasks/filters/new?{query}", {"name": "Tên", "follow": "y"})
    assert "quarter=" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Ghi tên bộ lọc."),
        ("   ", "Ghi tên bộ lọc."),
        ("viec GAP", "Đồng chí đã có bộ lọc tên “viec GAP”. Chọn tên khác."),
        ("x" * 61, "Dài 61 ký tự, tối đa 60. Rút gọn lại."),
        ("Kế hoạch (Tối mật)", "hệ thống không nhận tài liệu mật"),
    ],
)
def test_a_name_that_is_none_or_taken_is_refused_beside_its_field(pages, session, cast, name, said):
    kept_by(cast)
    page = refused(pages.of("an").post(f"/tasks/filters/new?{OVER}", {"name": name}, status=422))
    assert said in page.text
    assert name.strip() in page.html
    assert session.scalar(sa.select(sa.func.count(SavedFilter.id))) == 1


def test_a_search_for_a_marked_word_is_not_kept(pages, session):
    way = "/tasks/filters/new?q=Kế hoạch 7391 (Tối mật)"
    page = refused(pages.of("an").post(way, {"name": "Kế hoạch"}, status=422))
    assert "hệ thống không nhận tài liệu mật" in page.text
    assert session.scalar(sa.select(sa.func.count(SavedFilter.id))) == 0


def test_what_is_too_long_or_too_many_is_refused(cast):
    with pytest.raises(Invalid, match="quá nhiều việc"):
        kept_by(cast, query="ids=" + "1." * rules.LONGEST_QUERY)
    for n in range(rules.MOST):
        kept_by(cast, words=f"Bộ lọc {n}")
    with pytest.raises(Invalid, match="nhiều nhất"):
        kept_by(cast, words="Một bộ lọc nữa")
    kept_by(cast, "binh", words="Bộ lọc 1")  # somebody else's names are no matter


def test_a_filter_gets_another_name(pages, session, cast):
    saved, other = kept_by(cast), kept_by(cast, words="Việc của Tài chính")
    an, way = pages.of("an"), f"/tasks/filters/{saved.id}"
    assert 'value="Việc gấp"' in an.get(way).html
    taken = refused(an.post(way, {"name": "VIỆC CỦA TÀI CHÍNH", "version": "1"}, status=422))
    assert "Đồng chí đã có bộ lọc" in taken.text
    an.post(way, {"name": "Việc Gấp", "version": "1"})  # its own name in other letters is free
    stale = refused(an.post(way, {"name": "Việc rất gấp", "version": "1"}, status=409))
    assert "vừa được sửa ở nơi khác" in stale.text
    assert 'value="Việc rất gấp"' in stale.html
    an.post(way, {"name": "Việc rất gấp", "version": "2"})
    assert list(strip(an.get("/tasks")))[-2:] == ["Việc rất gấp", other.name]
    assert [action for action, *_ in entries(session)] == ["filter.kept"] * 2 + ["filter.renamed"] * 2
    assert entries(session)[-1][2] == {"name": ["Việc Gấp", "Việc rất gấp"]}


def test_a_removed_filter_is_gone_from_the_list_and_can_be_taken_back(pages, session, cast):
    saved, an = kept_by(cast), pages.of("an")
    an.post(f"/tasks/filters/{saved.id}/remove")
    page = an.get("/tasks/filters")
    assert "Đã xóa bộ lọc “Việc gấp”. Có thể khôi phục ở cuối trang này." in page.text
    assert "Vừa xóa" in page.text
    assert "Việc gấp" not in strip(an.get("/tasks"))
    an.post(f"/tasks/filters/{saved.id}/remove")
    assert "Bộ lọc này đã xóa." in an.get("/tasks/filters").text
    an.post(f"/tasks/filters/{saved.id}/restore")
    assert "Đã khôi phục bộ lọc “Việc gấp”." in an.get("/tasks/filters").text
    assert strip(an.get("/tasks"))["Việc gấp"] == (f"/tasks?{OVER}", False)
    an.post(f"/tasks/filters/{saved.id}/restore")
    assert "Bộ lọc này chưa xóa." in an.get("/tasks/filters").text
    assert [action for action, *_ in entries(session)] == ["filter.kept", "filter.removed", "filter.restored"]


def test_what_comes_back_finds_its_name_free_or_is_told_so(pages, cast):
    saved, an = kept_by(cast), pages.of("an")
    actions.remove(saved.id, actor=cast.an, now=NOW)
    kept_by(cast)
    an.post(f"/tasks/filters/{saved.id}/restore")
    page = an.get("/tasks/filters")
    assert "Đồng chí đã có bộ lọc tên “Việc gấp”." in page.text
    assert "Vừa xóa" in page.text


def test_after_a_week_nothing_comes_back(pages, cast):
    saved, an = kept_by(cast), pages.of("an")
    actions.remove(saved.id, actor=cast.an, now=NOW)
    an.now = NOW + rules.TAKEN_BACK_WITHIN
    assert "Vừa xóa" in an.get("/tasks/filters").text
    an.now += timedelta(seconds=1)
    assert "Vừa xóa" not in an.get("/tasks/filters").text
    an.post(f"/tasks/filters/{saved.id}/restore")
    assert "đã xóa quá lâu" in an.get("/tasks/filters").text


def test_nobody_sees_or_touches_the_filters_of_others(pages, session, cast):
    saved = kept_by(cast, "an", words="Của An")
    for name in ("binh", "hoa", "tam", "phuc", "lan"):
        visitor = pages.of(name)
        assert "Của An" not in visitor.get("/tasks").text
        assert "Của An" not in visitor.get("/tasks/filters").text
        visitor.get(f"/tasks/filters/{saved.id}", status=404)
        for act in ("", "/remove", "/restore"):
            visitor.post(f"/tasks/filters/{saved.id}{act}", {"name": "Cướp", "version": "1"}, status=404)
    for act in (
        lambda: actions.rename(saved.id, 1, "Cướp", actor=cast.binh, now=NOW),
        lambda: actions.remove(saved.id, actor=cast.binh, now=NOW),
        lambda: actions.restore(saved.id, actor=cast.binh, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()
    session.rollback()
    assert session.get_one(SavedFilter, saved.id).name == "Của An"


def test_a_filter_removed_in_another_window_gets_no_other_name(cast):
    saved = kept_by(cast)
    actions.remove(saved.id, actor=cast.an, now=NOW)
    with pytest.raises(Invalid, match="đã xóa"):
        actions.rename(saved.id, 1, "Tên khác", actor=cast.an, now=NOW)
    actions.restore(saved.id, actor=cast.an, now=NOW)
    with pytest.raises(Stale):
        actions.rename(saved.id, 1, "Tên khác", actor=cast.an, now=NOW)


def test_two_presses_at_the_same_moment_keep_one(app, session, cast, monkeypatch):
    """Both would read that the name is free, if the second were let in before the first has written."""
    said, both_have_read = [], threading.Barrier(2)
    reading = actions.filters_of

    def reads_and_waits(*args):
        found = reading(*args)
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(0.5)
        return found

    def press():
        with app.app_context():
            try:
                kept_by(cast)
                said.append("kept")
            except Refusal as refusal:
                said.append(type(refusal).__name__)
            db.session.remove()

    monkeypatch.setattr(actions, "filters_of", reads_and_waits)
    both = [threading.Thread(target=press) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(said) == ["Invalid", "kept"]
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(SavedFilter.id))) == 1


def test_a_committee_that_may_no_longer_be_read_is_read_no_more(pages, make, cast):
    make.task(lead="d", organization="next", title="Việc bên kia")
    kept_by(cast, "hoa", query=f"org={cast.organizations['next'].id}&state=open")
    hoa = pages.of("hoa")
    page = hoa.get(strip(hoa.get("/tasks"))["Việc gấp"][0])
    assert "Việc bên kia" not in page.text


def test_the_list_asks_as_much_with_twenty_filters_as_with_one(pages, cast):
    visitor = pages.of("an")
    kept_by(cast)
    few = questions(lambda: visitor.get("/tasks"))
    for n in range(20):
        kept_by(cast, words=f"Bộ lọc {n}")
    assert questions(lambda: visitor.get("/tasks")) == few
