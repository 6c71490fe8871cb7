"""News of a few minutes in one mail: each kind in its own words, and only what is still so."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.models import Account
from tracker.core.database import transaction
from tracker.core.text import clean_line
from tracker.groups.models import Membership
from tracker.mail.letter import Nothing
from tracker.mail.status import OccurrenceKind, OccurrenceState
from tracker.tasks.models import Direction
from tracker.tasks.status import State

from .reading import addresses, opened, reasons, set_on, words


def says(letter, *sentences):
    plain, rich = clean_line(letter.text), words(letter.html)
    for sentence in sentences:
        assert sentence in plain
        assert sentence in rich


def direct(task, cast, text):
    with transaction() as session:
        direction = Direction(
            organization_id=task.organization_id,
            task_id=task.id,
            author_id=cast.people["tam"].id,
            text=text,
            created_at=NOW,
        )
        session.add(direction)
    return direction


def test_new_tasks_come_with_the_sentence_and_the_document_that_gave_them(make, news, write):
    task = make.task(title="Quy chế dân chủ", due_on=date(2026, 6, 15), supporting=["b"], in_charge="binh")
    letter = write(news(OccurrenceKind.ASSIGNED, task))
    assert letter.subject == "[Đảng ủy xã Sông] Giao 1 nhiệm vụ Quý II/2026"
    says(
        letter,
        "Có 1 nhiệm vụ mới giao cho đơn vị của đồng chí.",
        "01. Quy chế dân chủ",
        "“Đẩy mạnh việc thứ 1”",
        "Thông báo kết luận số 1-TB/ĐU ngày 03/4/2026, Thường trực Đảng ủy",
        "Hạn thứ Hai 15/06/2026.",
        "Chủ trì: Tổ công tác Bắc Sông.",
        "Phối hợp: Phòng Tài chính.",
        "Phụ trách: Trần Thị Bình.",
    )
    assert "GIAO CHỦ TRÌ" in letter.text
    assert f"http://localhost/tasks/{task.id}" in addresses(letter)


def test_a_supporting_group_reads_that_it_supports(make, news, write):
    task = make.task(supporting=["b"])
    letter = write(news(OccurrenceKind.ASSIGNED, task, "chi"))
    assert "GIAO PHỐI HỢP" in letter.text
    assert "Kính gửi đồng chí Lê Thị Chi, Phòng Tài chính," in letter.text
    assert "Không giao hạn." in letter.text


def test_a_returned_task_comes_with_the_reason_and_the_form(make, news, write, cast):
    task = make.task(state=State.RETURNED, returned_on=TODAY, due_on=date(2026, 5, 20))
    letter = write(news(OccurrenceKind.RETURNED, task, reason="Ghi rõ số vụ còn lại.", by="Đỗ Thị Hoa"))
    assert letter.subject == "[Đảng ủy xã Sông] Trả lại: 01"
    says(letter, "Đỗ Thị Hoa: Ghi rõ số vụ còn lại.")
    assert "BỊ TRẢ LẠI 12/05/2026" in letter.text
    assert f"   Sửa và gửi lại: http://localhost/l/{cast.people['an'].id}-{task.id}\n" in opened(letter.text)


@pytest.mark.parametrize(
    ("reported_on", "sentence"),
    [
        (date(2026, 5, 6), "Tính đúng hạn vì đơn vị báo ngày 06/05/2026, hạn 08/05/2026."),
        (date(2026, 5, 11), "Tính trễ hạn vì đơn vị báo ngày 11/05/2026, hạn 08/05/2026."),
    ],
)
def test_a_confirmation_says_how_it_counts(make, news, write, reported_on, sentence):
    task = make.task(state=State.COMPLETED, due_on=date(2026, 5, 8), reported_on=reported_on, confirmed_on=TODAY)
    letter = write(news(OccurrenceKind.CONFIRMED, task, reason="", by="Đỗ Thị Hoa"))
    assert letter.subject == "[Đảng ủy xã Sông] Đã xác nhận: 01"
    says(letter, sentence)


def test_a_direction_is_quoted_whole_and_asks_for_an_answer(make, news, write, cast):
    task = make.task()
    direction = direct(task, cast, "Tập trung tiêu chí môi trường.\n\nBáo cáo trước ngày 25.")
    mail = news(OccurrenceKind.DIRECTION, task, key=f"direction:{direction.id}", text=direction.text, by="Hồ Thị Tâm")
    letter = write(mail)
    assert letter.subject == "[Đảng ủy xã Sông] Ý kiến chỉ đạo: 01"
    says(letter, "Hồ Thị Tâm: Tập trung tiêu chí môi trường.", "Báo cáo trước ngày 25.")
    assert f"Trả lời bằng cập nhật: http://localhost/l/{cast.people['an'].id}-{task.id}" in opened(letter.text)


@pytest.mark.parametrize(
    ("due_on", "state", "late"),
    [
        (date(2026, 5, 7), State.IN_PROGRESS, True),
        (date(2026, 5, 7), State.RETURNED, True),
        (date(2026, 5, 7), State.AWAITING_CONFIRMATION, False),
        (TODAY, State.IN_PROGRESS, False),
        (None, State.IN_PROGRESS, False),
    ],
)
def test_a_direction_on_overdue_work_says_so(make, news, write, cast, due_on, state, late):
    task = make.task(due_on=due_on, state=state, reported_on=TODAY if state is State.AWAITING_CONFIRMATION else None)
    direction = direct(task, cast, "Khẩn trương")
    letter = write(news(OccurrenceKind.DIRECTION, task, key=f"direction:{direction.id}", text="Khẩn trương", by="Tâm"))
    assert ("Ý KIẾN CHỈ ĐẠO, QUÁ HẠN" in letter.text) == late
    assert ("Ý kiến chỉ đạo, quá hạn" in words(letter.html)) == late


def test_two_directions_on_one_task_are_both_told(make, news, write, cast):
    task = make.task()
    for text in ("Ý kiến thứ nhất", "Ý kiến thứ hai"):
        direction = direct(task, cast, text)
        mail = news(OccurrenceKind.DIRECTION, task, key=f"direction:{direction.id}", text=text, by="Hồ Thị Tâm")
    says(write(mail), "Ý kiến thứ nhất", "Ý kiến thứ hai")


def test_the_office_hears_that_a_report_waits(make, news, write, report, cast):
    task = make.task(state=State.AWAITING_CONFIRMATION, due_on=date(2026, 5, 20), reported_on=TODAY)
    report(task, "Đã ban hành Kế hoạch số 12", on=TODAY, to=State.AWAITING_CONFIRMATION)
    letter = write(news(OccurrenceKind.REPORTED, task, "hoa"))
    assert letter.subject == "[Đảng ủy xã Sông] Chờ xác nhận: 01"
    says(
        letter,
        "Kính gửi đồng chí Đỗ Thị Hoa,",
        "Tổ công tác Bắc Sông.",
        "Cập nhật cuối 12/05: Đã ban hành Kế hoạch số 12.",
        "Đồng chí nhận thư này vì làm ở Văn phòng.",
    )


def test_a_moved_deadline_is_told_with_the_old_one(make, news, write):
    task = make.task(due_on=date(2026, 5, 20))
    letter = write(news(OccurrenceKind.DEADLINE, task, reason="Chờ hướng dẫn của tỉnh.", by="Hoa", old="2026-05-11"))
    assert letter.subject == "[Đảng ủy xã Sông] Đổi hạn: 01"
    says(letter, "Hạn thứ Tư 20/05/2026. Hạn cũ thứ Hai 11/05/2026.", "Hoa: Chờ hướng dẫn của tỉnh.")


def test_a_deadline_that_was_taken_away_is_none(make, news, write):
    task = make.task(default_due_on=date(2026, 6, 30))
    letter = write(news(OccurrenceKind.DEADLINE, task, reason="Việc thường xuyên.", by="Hoa", old="2026-05-11"))
    assert "KHÔNG GIAO HẠN" in letter.text
    says(letter, "Không giao hạn; hạn mặc định để nhắc: thứ Ba 30/06/2026.")


@pytest.mark.parametrize(
    ("state", "word"),
    [(State.CANCELLED, "DỪNG THỰC HIỆN"), (State.CARRIED_OVER, "CHUYỂN TIẾP SANG QUÝ SAU")],
)
def test_a_stopped_task_says_why(make, news, write, state, word):
    task = make.task(state=state)
    letter = write(news(OccurrenceKind.STOPPED, task, reason="Thường trực quyết định.", by="Hoa", old=""))
    assert letter.subject == "[Đảng ủy xã Sông] Dừng, chuyển tiếp: 01"
    assert word in letter.text
    says(letter, "Hoa: Thường trực quyết định.")


def test_several_kinds_are_one_mail_with_a_plain_subject(make, news, write, books):
    done = make.task(state=State.COMPLETED)
    new = make.task()
    first = news(OccurrenceKind.CONFIRMED, done)
    second = news(OccurrenceKind.ASSIGNED, new)
    assert first.id == second.id
    letter = write(second)
    assert letter.subject == "[Đảng ủy xã Sông] 2 việc mới cần xem"
    assert [line.state for line in books.lines()] == [OccurrenceState.ATTACHED] * 2


def test_many_tasks_at_once_are_one_mail(make, news, write):
    for _ in range(28):
        mail = news(OccurrenceKind.ASSIGNED, make.task())
    letter = write(mail)
    assert letter.subject == "[Đảng ủy xã Sông] Giao 28 nhiệm vụ Quý II/2026"
    assert "28.  Giao chủ trì" in letter.text
    assert len(letter.html.encode()) < 60_000


def test_many_codes_do_not_overflow_the_subject(make, news, write):
    for _ in range(9):
        mail = news(OccurrenceKind.CONFIRMED, make.task(state=State.COMPLETED))
    assert write(mail).subject == "[Đảng ủy xã Sông] Đã xác nhận: 01, 02, 03, 04, 05 …"


@pytest.mark.parametrize(
    "case",
    [
        (OccurrenceKind.ASSIGNED, State.CANCELLED, "Việc đã kết thúc."),
        (OccurrenceKind.RETURNED, State.AWAITING_CONFIRMATION, "Đơn vị đã gửi lại."),
        (OccurrenceKind.CONFIRMED, State.RETURNED, "Việc không còn ở trạng thái đó."),
        (OccurrenceKind.DIRECTION, State.COMPLETED, "Đơn vị đã trả lời ý kiến này."),
        (OccurrenceKind.DEADLINE, State.COMPLETED, "Việc đã kết thúc."),
        (OccurrenceKind.STOPPED, State.IN_PROGRESS, "Việc không còn ở trạng thái đó."),
    ],
)
def test_news_that_are_overtaken_are_not_told(make, news, write, books, case):
    kind, state, reason = case
    task = make.task(state=state)
    assert isinstance(write(news(kind, task)), Nothing)
    assert reasons(books) == [reason]
    assert books.balance.difference == 0


def test_an_answered_report_is_no_news_for_the_office(make, news, write, books):
    task = make.task(state=State.COMPLETED)
    assert isinstance(write(news(OccurrenceKind.REPORTED, task, "hoa")), Nothing)
    assert reasons(books) == ["Văn phòng đã trả lời báo cáo này."]


def test_a_report_is_no_news_for_who_left_the_office(make, news, write, books):
    task = make.task(state=State.AWAITING_CONFIRMATION)
    assert isinstance(write(news(OccurrenceKind.REPORTED, task, "an")), Nothing)
    assert reasons(books) == ["Người nhận không còn làm ở Văn phòng."]


def test_nobody_reads_of_a_task_they_may_no_longer_see(make, news, write, books, cast):
    mail = news(OccurrenceKind.ASSIGNED, make.task())
    with transaction() as session:
        his = Membership.account_id == cast.people["an"].id
        session.execute(sa.update(Membership).where(his).values(until_on=TODAY - timedelta(days=1)))
    assert isinstance(write(mail, now=NOW), Nothing)
    assert reasons(books) == ["Người nhận không còn được xem việc này."]


def test_a_disabled_account_gets_no_notice(make, news, write, books, cast):
    mail = news(OccurrenceKind.ASSIGNED, make.task())
    set_on(Account, cast.people["an"].id, disabled_at=NOW)
    assert isinstance(write(mail), Nothing)
    assert books.balance.difference == 0


def test_the_same_news_twice_is_told_once(make, news, write, books):
    task = make.task(state=State.RETURNED, returned_on=TODAY)
    news(OccurrenceKind.RETURNED, task, key="returned:1", reason="Lý do thứ nhất", by="Hoa")
    mail = news(OccurrenceKind.RETURNED, task, key="returned:2", reason="Lý do thứ hai", by="Hoa")
    letter = write(mail)
    assert "Lý do thứ hai" in letter.text
    assert "Lý do thứ nhất" not in letter.text + letter.html
    assert [line.state for line in books.lines()] == [OccurrenceState.SUPERSEDED, OccurrenceState.ATTACHED]
    assert books.balance.difference == 0


def test_hostile_words_stay_words(make, news, write):
    task = make.task(title="<b>Tiêu đề</b>\r\nX: 1", state=State.RETURNED, returned_on=TODAY)
    letter = write(news(OccurrenceKind.RETURNED, task, reason="<img src=x onerror=1>\r\n.\r\n\u202eabc %s", by="<i>"))
    says(letter, "<b>Tiêu đề</b> X: 1", "<i>: <img src=x onerror=1>")
    assert "<img" not in letter.html
    assert "\u202e" not in letter.text + letter.html


def test_a_very_long_direction_is_cut_with_a_sign(make, news, write, cast):
    task = make.task()
    direction = direct(task, cast, "dài " * 2000)
    letter = write(news(OccurrenceKind.DIRECTION, task, key=f"direction:{direction.id}", text=direction.text, by="Tâm"))
    assert "…" in letter.text
    assert len(letter.html.encode()) < 20_000


def test_an_english_account_reads_english_news(make, news, write, cast):
    set_on(Account, cast.people["an"].id, locale="en")
    letter = write(news(OccurrenceKind.ASSIGNED, make.task()))
    assert letter.subject == "[Đảng ủy xã Sông] 1 task assigned for quarter II/2026"
    assert "1 new task is assigned to your group." in letter.text
    assert "You receive this because you are a member of a group on the task." in clean_line(letter.text)
