"""The page of a task: its sentence, its numbers, what happened, and the buttons of whoever reads it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.cast import NOW, TODAY
from tests.tasks.acts import fresh, indicator, report, report_done
from tracker.core.database import transaction
from tracker.directives.models import Directive, SourceDocument
from tracker.tasks.change_actions import Edit, carry_over, edit
from tracker.tasks.direction_actions import direct
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.status import Kind, SelfRating, State

REASON = "Số liệu chưa khớp, đối chiếu lại"


@pytest.fixture
def task(make):
    return make.task(lead="a", supporting=["b"], title="Chi trả bồi thường", due_on=TODAY + timedelta(days=7))


def actions(page, task):
    """What the page offers, by the last word of the address."""
    start = f"/tasks/{task.id}/"
    found = {link.removeprefix(start) for link in page.links if link.startswith(start)}
    return found | {form["action"].removeprefix(start) for form in page.forms if form["action"].startswith(start)}


OFFICE = {"edit", "deadline", "cancel", "carry-over", "directions", "ladder"}
MEMBER = {"update", "mute"}
OFFERED = {
    "an": MEMBER, "binh": MEMBER, "chi": MEMBER, "hoa": OFFICE, "hung": OFFICE, "tam": {"directions"},
    "kien": set(), "phuc": set(),
}  # fmt: skip


def test_everybody_finds_the_buttons_they_may_press_and_no_others(pages, task):
    for name, offered in OFFERED.items():
        assert actions(pages.of(name).get(f"/tasks/{task.id}"), task) == offered, name


def test_while_it_waits_the_office_answers_and_the_lead_waits(pages, cast, task):
    report_done(task, cast.an)
    members = {"an": set(), "binh": set(), "chi": {"update"}}
    waiting = {**OFFERED, **members, "hoa": OFFICE | {"confirm"}, "hung": OFFICE | {"confirm"}}
    for name, offered in waiting.items():
        assert actions(pages.of(name).get(f"/tasks/{task.id}"), task) == offered, name


def test_when_it_has_ended_there_is_nothing_to_press(pages, cast, task):
    report_done(task, cast.an)
    confirm(task.id, 2, actor=cast.hoa, now=NOW)
    for name in OFFERED:
        assert actions(pages.of(name).get(f"/tasks/{task.id}"), task) == set(), name


def test_for_everybody_else_it_does_not_exist(pages, task):
    for name in ("dung", "quan", "lan", "nam"):
        pages.of(name).get(f"/tasks/{task.id}", status=404)
    answer = pages.of(None).client.get(f"/tasks/{task.id}")
    assert answer.headers["Location"] == f"/sign-in?next=/tasks/{task.id}"


def test_the_sentence_stands_in_the_document_s_words_with_its_span_marked(pages, task):
    text = "Hội nghị thống nhất. Ổn định đời sống; chi trả <b>bồi thường</b> cho dân. Giao các tổ."
    span = "chi trả <b>bồi thường</b> cho dân"
    directive_id = fresh(task).directive_id
    with transaction() as writing:
        directive = writing.get_one(Directive, directive_id)
        writing.get_one(SourceDocument, directive.document_id).text = text
        directive.quotation, directive.start = span, text.index(span)
        directive.end = directive.start + len(span)
    page = pages.of("an").get(f"/tasks/{task.id}")
    marked = "chi trả &lt;b&gt;bồi thường&lt;/b&gt; cho dân"
    assert f'<blockquote class="quote" lang="vi">Ổn định đời sống; <mark>{marked}</mark>.</blockquote>' in page.html
    assert "Thông báo kết luận số 1-TB/ĐU, ngày 03/4/2026" in page.text


def test_only_who_may_read_documents_is_led_to_the_whole_text(pages, task):
    for name, led in {"hoa": True, "kien": True, "an": False, "chi": False}.items():
        links = pages.of(name).get(f"/tasks/{task.id}").links
        assert any(link.startswith("/documents/") for link in links if link.count("/") == 2) is led, name


def test_numbers_stand_as_they_were_entered_and_no_percentage_is_invented(pages, cast, task):
    known = indicator(task, baseline=Decimal("122.072"), baseline_label="Quý I", target=Decimal(160))
    unknown = indicator(task, name="Số người", unit="người", position=2)
    report(task, cast.an, values={known.id: Decimal("163.02"), unknown.id: Decimal(4127)})
    text = pages.of("hoa").get(f"/tasks/{task.id}").text
    assert "Số thu 122,072 163,02 tỷ đồng 160 101,9 %" in text
    assert "Số người – 4.127 người chưa có tổng số không tính %" in text


def test_everything_that_happened_stands_there_newest_first(pages, cast, task):
    report(task, cast.an, done_text="Được một nửa", self_rating=SelfRating.AT_RISK)
    report(task, cast.chi, done_text="Phần của tài chính", now=NOW + timedelta(hours=1))
    report_done(task, cast.binh, done_text="Đã xong", now=NOW + timedelta(hours=2))
    send_back(task.id, 4, REASON, actor=cast.hoa, now=NOW + timedelta(hours=3))
    direct(task.id, "Khẩn trương", actor=cast.tam, now=NOW + timedelta(hours=4))
    report_done(task, cast.an, done_text="Đã xong hẳn", now=NOW + timedelta(hours=5))
    text = pages.of("kien").get(f"/tasks/{task.id}").text
    told = ("Đã xong hẳn", "“Khẩn trương”", f"“{REASON}”", "Đã xong Kết", "Phần của tài chính", "Được một nửa")
    places = [text.index(each) for each in told]
    assert places == sorted(places)
    assert "4 cập nhật, 2 lượt nộp" in text
    for head in ("Cập nhật: khó đạt đúng hạn", "Đơn vị phối hợp báo phần việc", "Báo hoàn thành, chờ xác nhận",
                 "Văn phòng trả lại", "Lịch sử thay đổi (6)"):  # fmt: skip
        assert head in text


def test_the_trail_is_told_in_words(pages, cast, task):
    new = Edit(title="Tên mới", in_charge_id=cast.binh.account_id, priority=True, restricted=False,
               supporting_group_ids=(cast.groups["c"].id,))  # fmt: skip
    edit(task.id, 1, new, actor=cast.hoa, now=NOW)
    text = pages.of("hoa").get(f"/tasks/{task.id}").text
    for words in ("Tên nhiệm vụ: Chi trả bồi thường → Tên mới", "Người phụ trách: – → Trần Thị Bình",
                  "Trọng tâm: không → có", "Phối hợp: Phòng Tài chính → Tổ công tác Nam Sông"):  # fmt: skip
        assert words in text


def test_a_direction_stands_first_until_it_is_answered(pages, cast, task):
    direct(task.id, "Bao giờ xong?", actor=cast.tam, now=NOW)
    page = pages.of("an").get(f"/tasks/{task.id}")
    assert page.text.index("Bao giờ xong?") < page.text.index("Câu giao nhiệm vụ")
    assert "Chưa có cập nhật trả lời" in page.text
    report(task, cast.an)
    after = pages.of("an").get(f"/tasks/{task.id}").text
    assert after.index("Bao giờ xong?") > after.index("Quá trình thực hiện")
    assert "Chưa có cập nhật trả lời" not in after


def test_how_completion_will_count_is_said_before_it_is_confirmed(pages, make, cast):
    in_time, late = make.task(due_on=TODAY), make.task(due_on=TODAY - timedelta(days=1))
    for task in (in_time, late):
        report_done(task, cast.an)
    hoa = pages.of("hoa")
    assert "Tính đúng hạn vì đơn vị báo ngày 12/05, trước hạn 12/05." in hoa.get(f"/tasks/{in_time.id}").text
    assert "Tính trễ hạn vì đơn vị báo ngày 12/05, sau hạn 11/05." in hoa.get(f"/tasks/{late.id}").text


def test_a_supporting_group_sees_its_part_and_whether_it_has_filed(pages, cast, task):
    new = Edit(title="Chi trả", in_charge_id=None, priority=False, restricted=False,
               supporting_group_ids=(cast.groups["b"].id,),
               duties={cast.groups["b"].id: "Lập dự toán kinh phí"})  # fmt: skip
    edit(task.id, 1, new, actor=cast.hoa, now=NOW)
    text = pages.of("chi").get(f"/tasks/{task.id}").text
    assert "Phần việc của Tài chính chưa nộp Lập dự toán kinh phí" in text
    assert "Phần việc của" not in pages.of("an").get(f"/tasks/{task.id}").text
    report(task, cast.chi)
    assert "Phần việc của Tài chính đã nộp" in pages.of("chi").get(f"/tasks/{task.id}").text
    assert "Tài chính đã nộp Lập dự toán kinh phí" in pages.of("hoa").get(f"/tasks/{task.id}").text


def test_what_goes_on_next_quarter_leads_there_and_back(pages, make, cast):
    task = make.task(assigned_on=date(2026, 4, 6))
    child = carry_over(task.id, 1, "Theo kết luận mới", actor=cast.hoa, now=NOW)
    old, new = pages.of("an").get(f"/tasks/{task.id}"), pages.of("an").get(f"/tasks/{child.id}")
    assert f"/tasks/{child.id}" in old.links
    assert "Chuyển tiếp" in old.text
    assert f"/tasks/{task.id}" in new.links
    assert "Quý thứ 2, giao lần đầu 06/04/2026" in new.text
    assert "nhắc theo hạn mặc định 30/09/2026" in new.text


def test_a_clerk_who_reported_is_told_why_there_is_no_button(pages, make, cast):
    task = make.task(lead="a")
    report_done(task, cast.an.__class__(
        account_id=cast.hoa.account_id, organization_id=cast.home.id, name=cast.hoa.name, seats=cast.an.seats,
    ))  # fmt: skip
    page = pages.of("hoa").get(f"/tasks/{task.id}")
    assert "Người báo cáo không tự xác nhận." in page.text
    assert "confirm" not in actions(page, task)
    assert "confirm" in actions(pages.of("hung").get(f"/tasks/{task.id}"), task)


def test_the_product_of_every_kind_can_be_read_again(pages, make, cast):
    shown = {
        Kind.DELIVER_DOCUMENT: "Văn bản số 05-ĐA/ĐU, ngày 12/5/2026",
        Kind.HANDLE_CASES: "còn lại 0 vụ",
        Kind.MILESTONE: "phát động ngày 12/05/2026",
        Kind.ONGOING_ACTIVITY: "Đã làm xong cả quý",
    }
    for kind, words in shown.items():
        task = make.task(kind=kind)
        report_done(task, cast.an)
        assert words in pages.of("hoa").get(f"/tasks/{task.id}").text


def test_the_page_speaks_to_state_and_deadline_in_the_long_form(pages, make):
    words = {
        "Quá hạn 6 ngày làm việc": {"due_on": date(2026, 5, 4)},
        "Hạn hôm nay": {"due_on": TODAY},
        "Còn 1 ngày làm việc": {"due_on": date(2026, 5, 13)},
        "Trong hạn: còn 34 ngày làm việc": {"due_on": date(2026, 6, 29)},
        "Thường xuyên": {},
        "Theo quy định": {"due_text": "theo quy định"},
        "Dừng thực hiện": {"state": State.CANCELLED},
    }
    for expected, facts in words.items():
        assert expected in pages.of("hoa").get(f"/tasks/{make.task(**facts).id}").text
