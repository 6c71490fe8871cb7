"""The trail's page: who sees what of it, its filters, its words."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tracker.accounts.actor import system
from tracker.audit.trail import record
from tracker.core.database import transaction


@pytest.fixture
def write(cast):
    """`write("group.edited", …)` puts an entry into the trail of the home committee."""

    def written(action, *, actor=None, at=NOW, organization="home", label="", task=None, changes=None, reason=""):
        with transaction() as session:
            record(
                session,
                actor=actor or cast.hoa,
                now=at,
                organization_id=cast.organizations[organization].id,
                action=action,
                subject=action.partition(".")[0],
                subject_id=1,
                subject_label=label,
                task_id=task.id if task else None,
                changes=changes,
                reason=reason,
            )

    return written


def test_an_entry_says_who_when_what_from_to_and_why(pages, make, write):
    task = make.task()
    write(
        "task.returned",
        task=task,
        label="01 Việc thứ 1",
        changes={"state": ("awaiting_confirmation", "returned"), "due_on": (None, "2026-06-15")},
        reason="Chưa có số văn bản ban hành",
    )
    page = pages.of("kien").get("/audit")
    assert "1 lần thay đổi" in page.text
    assert "12/05/2026 09:00 Đỗ Thị Hoa Trả lại 01 Việc thứ 1" in page.text
    assert "Trạng thái: Chờ xác nhận → thành Trả lại" in page.text
    assert "Hạn: – → thành 15/06/2026" in page.text
    assert "Chưa có số văn bản ban hành" in page.text
    assert f"/tasks/{task.id}" in page.links


def test_values_are_shown_in_words(pages, write, cast):
    write("group.seat_added", changes={"member": (None, "Trần Thị Bình"), "role": (None, "head")})
    write("account.edited", changes={"roles": (["office"], ["office", "inspector"]), "locale": ("vi", "en")})
    write("calendar.day_added", changes={"works": (None, False)})
    write("organization.edited", changes={"level": ("district", "commune")}, actor=system(cast.home.id))
    text = pages.of("quan").get("/audit").text
    for words in (
        "Vai trò: – → thành Trưởng đoàn, tổ trưởng",
        "Vai trò: Văn phòng → thành Văn phòng, Kiểm tra, giám sát (chỉ xem)",
        "Ngôn ngữ: Tiếng Việt → thành English",
        "Làm việc: – → thành không",
        "Cấp: Cấp huyện → thành Cấp xã",
        "Hệ thống Sửa cơ quan",
    ):
        assert words in text


@pytest.mark.parametrize("name", ["hoa", "tam", "kien"])
def test_readers_see_all_of_their_organization(pages, make, write, name):
    task = make.task()
    write("task.assigned", task=task, label="việc giao")
    write("document.added", label="văn bản nhập")
    write("group.added", label="tổ mới lập")
    write("group.added", label="tổ nơi khác", organization="next")
    text = pages.of(name).get("/audit").text
    for words in ("việc giao", "văn bản nhập", "tổ mới lập"):
        assert words in text
    assert "tổ nơi khác" not in text


def test_the_administrator_sees_nothing_about_tasks_and_documents(pages, make, write):
    task = make.task()
    write("task.assigned", task=task, label="việc giao")
    write("task.assigned", label="việc không số")
    write("document.added", label="văn bản nhập")
    write("directive.added", label="chỉ đạo nhập")
    write("account.edited", task=task, label="lẫn với việc")
    write("group.added", label="tổ mới lập")
    page = pages.of("quan").get("/audit")
    assert "1 lần thay đổi" in page.text
    assert "tổ mới lập" in page.text
    for query in ("action=task", "q=vi%E1%BB%87c", "action=document"):
        text = pages.of("quan").get(f"/audit?{query}").text
        for hidden in ("việc giao", "văn bản nhập", "chỉ đạo nhập", "lẫn với việc", "việc không số"):
            assert hidden not in text


@pytest.mark.parametrize("name", ["an", "binh", "nam"])
def test_members_see_no_trail(pages, name):
    pages.of(name).get("/audit", status=403)


def test_the_province_chooses_whose_trail_it_reads(pages, write, cast):
    write("group.added", label="tổ ở xã Sông")
    write("group.added", label="tổ ở tỉnh", organization="province")
    assert "tổ ở xã Sông" not in pages.of("phuc").get("/audit").text
    text = pages.of("phuc").get(f"/audit?organization={cast.home.id}").text
    assert "tổ ở xã Sông" in text
    assert "tổ ở tỉnh" not in text


def test_the_trail_of_an_organization_beside_cannot_be_asked_for(pages, write, cast):
    write("group.added", label="tổ nơi khác", organization="next")
    for name in ("hoa", "quan"):
        text = pages.of(name).get(f"/audit?organization={cast.organizations['next'].id}").text
        assert "tổ nơi khác" not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"một", "hai", "ba", "Bốn"}),
        ("person={hung}", {"hai"}),
        ("person=0", {"ba"}),
        ("action=account", {"hai"}),
        ("action=group&person={hoa}", {"một", "Bốn"}),
        ("since=12/05/2026", {"ba", "Bốn"}),
        ("until=11/05/2026", {"một", "hai"}),
        ("since=11/05/2026&until=11/05/2026", {"hai"}),
        ("q=BỐN", {"Bốn"}),
        ("q=bốn", {"Bốn"}),
        ("q=v%C3%AC+l%C3%BD+do", {"một"}),
        ("q=%25", set()),
        ("q=_", set()),
        ("since=31/02/2026", {"một", "hai", "ba", "Bốn"}),
        ("person=999999", {"một", "hai", "ba", "Bốn"}),
        ("action=nothing", {"một", "hai", "ba", "Bốn"}),
    ],
)
def test_filters_live_in_the_address(pages, write, cast, query, shown):
    write("group.edited", label="mục một", at=NOW - timedelta(days=4), reason="vì lý do này")
    # 23:30 of 11 May in Vietnam is still 11 May, though in London the day is younger.
    write("account.edited", label="mục hai", at=NOW.replace(day=11, hour=16, minute=30), actor=cast.hung)
    write("field.added", label="mục ba", at=NOW.replace(day=11, hour=17, minute=0), actor=system(cast.home.id))
    write("group.edited", label="mục Bốn")
    asked = query.format(hung=cast.hung.account_id, hoa=cast.hoa.account_id)
    text = pages.of("kien").get(f"/audit?{asked}").text
    assert {words for words in ("một", "hai", "ba", "Bốn") if f"mục {words}" in text} == shown
    assert f"{len(shown)} lần thay đổi" in text


def test_a_filter_that_is_no_day_says_so(pages):
    assert "“hôm qua” không phải là ngày." in pages.of("kien").get("/audit?since=h%C3%B4m+qua").text


def test_fifty_on_a_page_newest_first(pages, write):
    for n in range(53):
        write("group.edited", label=f"lần {n:02}.", at=NOW - timedelta(minutes=n))
    first = pages.of("kien").get("/audit?action=group")
    assert "1–50 trong 53" in first.text
    assert first.text.index("lần 00.") < first.text.index("lần 01.")
    assert "lần 50." not in first.text
    assert "/audit?action=group&page=2" in first.links
    second = pages.of("kien").get("/audit?action=group&page=2")
    assert "51–53 trong 53" in second.text
    assert "lần 52." in second.text
    assert "Không có mục nào khớp." in pages.of("kien").get("/audit?action=group&page=9").text


def test_what_people_wrote_is_never_markup(pages, write):
    nasty = "<script>alert(1)</script>"
    write("group.edited", label=nasty, reason=nasty, changes={"name": (nasty, f"{nasty}2")})
    assert "<script>alert" not in pages.of("kien").get("/audit").html


def test_an_empty_trail_says_so(pages):
    assert "Chưa có thay đổi nào." in pages.of("kien").get("/audit").text
