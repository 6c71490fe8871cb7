"""The pages of đôn đốc: choose, write, see, send; nothing goes out before the last of them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tracker.calendar.rules import build_calendar
from tracker.mail.models import OutgoingMail
from tracker.reminders.last_chases import is_recent
from tracker.reminders.models import Chase
from tracker.tasks.status import State

WORDS = "Đề nghị báo cáo trước 16 giờ"


def hidden(page: Page) -> dict:
    """What the form of a preview sends again."""
    form = next(each for each in page.forms if each.get("method") == "post" and "seal" in each["fields"])
    return {name: [each["value"] for each in found] for name, found in form["fields"].items() if name != "action"}


def count(session, table) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count(table.id)))


def test_from_a_task_to_the_sent_chase(make, pages, session):
    task = make.task(lead="a", due_on=TODAY, title="Rà soát hộ nghèo")
    hoa = pages.of("hoa")
    page = hoa.get(f"/tasks/{task.id}")
    assert f"/reminders/chase?task={task.id}" in page.links
    form = hoa.get(f"/reminders/chase?task={task.id}")
    assert "Rà soát hộ nghèo" in form.text
    says = {"tasks": task.id, "reach": "lead", "text": WORDS, "form_key": "k1", "action": "preview"}
    seen = Page(hoa.post(f"/reminders/chase?task={task.id}", says, status=200).text)
    assert "2 người sẽ nhận" in seen.text
    assert "an@example.vn" in seen.text
    assert count(session, OutgoingMail) == 0
    again = {**hidden(seen), "action": "send"}
    answer = hoa.post("/reminders/chase", again)
    sent = hoa.get(answer.headers["Location"])
    assert "Đã gửi đôn đốc tới 2 người." in sent.text
    assert "chờ gửi" in sent.text
    hoa.post("/reminders/chase", again)
    assert "Việc này đã được ghi nhận trước đó." in hoa.get("/reminders/chase").text
    assert (count(session, Chase), count(session, OutgoingMail)) == (1, 2)
    assert WORDS in hoa.get(f"/tasks/{task.id}").text


def test_a_whole_group_is_every_task_of_the_page(make, pages, cast):
    tasks = [make.task(lead="a", due_on=TODAY) for _ in range(2)]
    make.task(lead="b", due_on=TODAY)
    says = {"groups": cast.groups["a"].id, "reach": "lead", "text": WORDS, "form_key": "k1", "action": "preview"}
    seen = Page(pages.of("hoa").post("/reminders/chase", says, status=200).text)
    assert hidden(seen)["tasks"] == [str(task.id) for task in tasks]


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(make, pages):
    make.task(lead="a", due_on=TODAY)
    answer = pages.of("hoa").post("/reminders/chase", {"text": "Gấp", "form_key": "k1"}, status=422)
    page = Page(answer.text)
    assert "Chọn ít nhất một việc hoặc một đơn vị." in page.text
    assert "Ghi nội dung đôn đốc, ít nhất 10 ký tự." in page.text
    assert re.search(r">\s*Gấp</textarea>", answer.text)
    secret = pages.of("hoa").post("/reminders/chase", {"text": "TUYỆT MẬT\nnội dung"}, status=422)
    assert "không nhận tài liệu mật" in secret.text


def test_the_way_back_keeps_what_was_chosen(make, pages):
    task = make.task(lead="a", due_on=TODAY)
    says = {"tasks": task.id, "reach": "leaders", "text": WORDS, "form_key": "k1", "action": "edit"}
    answer = pages.of("hoa").post("/reminders/chase", says, status=200)
    assert re.search(rf'value="{task.id}" checked', answer.text)
    assert re.search(r'value="leaders" checked', answer.text)
    assert "k1" in answer.text


def test_only_open_tasks_are_offered(make, pages):
    make.task(lead="a", due_on=TODAY, state=State.COMPLETED, reported_on=TODAY, confirmed_on=TODAY)
    assert "Không có việc nào cần đôn đốc." in pages.of("hoa").get("/reminders/chase").text


def test_a_list_leads_to_its_own_chase(make, pages):
    make.task(lead="a", due_on=TODAY)
    start = "/reminders/chase"
    links = pages.of("hoa").get("/tasks?state=over").links + pages.of("hoa").get("/tasks").links
    assert [link for link in links if link.startswith(start)] == [f"{start}?state=&quarter=2026-Q2"]
    assert not [link for link in pages.of("tam").get("/tasks").links if link.startswith(start)]


def chased(task, hoa):
    """Press for the task once, as the pages do."""
    says = {"tasks": task.id, "reach": "lead", "text": WORDS, "form_key": "k0", "action": "preview"}
    seen = Page(hoa.post(f"/reminders/chase?task={task.id}", says, status=200).text)
    hoa.post("/reminders/chase", {**hidden(seen), "action": "send"})


def the_pages(task, hoa, at=NOW):
    """The form and the preview of a further chase."""
    says = {"tasks": task.id, "reach": "lead", "text": WORDS, "form_key": "k9", "action": "preview"}
    hoa.now = at
    path = f"/reminders/chase?task={task.id}"
    return [hoa.get(path).text, Page(hoa.post(path, says, status=200).text).text]


SOON = "Chưa đầy một ngày làm việc."


def test_a_first_chase_speaks_of_none_before(make, pages):
    task = make.task(lead="a", due_on=TODAY)
    for page in the_pages(task, pages.of("hoa")):
        assert "đã đôn đốc" not in page
        assert SOON not in page


def test_a_second_chase_on_the_same_day_is_warned_of(make, pages):
    """Also about another task of the group: the people are the same. Another group is another matter."""
    first, second, elsewhere = make.task(lead="a"), make.task(lead="a"), make.task(lead="b")
    chased(first, pages.of("hoa"))
    for page in the_pages(second, pages.of("hung")):
        assert "đã đôn đốc lúc 09:00 hôm nay, đ/c Đỗ Thị Hoa. " + SOON in page
    for page in the_pages(elsewhere, pages.of("hung")):
        assert "đã đôn đốc" not in page


@pytest.mark.parametrize(
    ("hours", "warned"),
    [(23, True), (24, False), (24 * 6, False)],
)
def test_after_a_working_day_it_is_only_told(make, pages, hours, warned):
    task = make.task(lead="a")
    chased(task, pages.of("hoa"))
    for page in the_pages(task, pages.of("hoa"), NOW + timedelta(hours=hours)):
        assert "đã đôn đốc lúc 09:00 ngày 12/05/2026, đ/c Đỗ Thị Hoa" in page
        assert (SOON in page) == warned


def test_a_weekend_is_no_working_day():
    friday, monday = datetime(2026, 5, 15, 8, tzinfo=UTC), datetime(2026, 5, 18, 7, 59, tzinfo=UTC)
    calendar = build_calendar([2026])
    assert is_recent(friday, monday, calendar, "Asia/Ho_Chi_Minh")
    assert not is_recent(friday, monday + timedelta(minutes=1), calendar, "Asia/Ho_Chi_Minh")
