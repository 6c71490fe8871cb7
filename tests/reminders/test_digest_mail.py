"""The digest as it is read: only what is true, worst first, the same in both bodies."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.counting import counted, selects
from tracker.accounts.actor import Role
from tracker.accounts.models import Account, AccountRole, DigestWish
from tracker.core.database import transaction
from tracker.core.text import clean_line
from tracker.groups.models import Membership
from tracker.mail.letter import Letter, Nothing, to_message, wire_size
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind
from tracker.organizations.models import Organization
from tracker.tasks.models import Review
from tracker.tasks.status import ReviewDecision, State

from .conftest import MORNING
from .reading import addresses, opened, reasons, set_on, words

LATER = MORNING + timedelta(hours=1)


def send_back(cast, task, update, reason):
    with transaction() as session:
        session.add(
            Review(
                organization_id=task.organization_id,
                task_id=task.id,
                status_update_id=update.id,
                reviewer_id=cast.people["hoa"].id,
                decision=ReviewDecision.RETURNED,
                reason=reason,
                created_at=NOW,
            )
        )


@pytest.fixture
def full_morning(make, report, cast):
    """One task of each urgency for Binh, and two more that are not spoken of today."""
    late = make.task(title="Nông thôn mới", due_on=date(2026, 5, 7), in_charge="binh", state=State.IN_PROGRESS)
    report(late, "đạt 12/19 tiêu chí")
    back = make.task(title="Khiếu nại", returned_on=date(2026, 5, 7), state=State.RETURNED, due_on=date(2026, 5, 29))
    send_back(cast, back, report(back, "xong"), "Ghi rõ số vụ còn lại.")
    make.task(title="Tuyên truyền", due_on=date(2026, 5, 15))
    make.task(title="Thủy lợi", due_on=TODAY, due_text="trước ngày 13/5")
    make.task(title="Sinh hoạt chi bộ", default_due_on=date(2026, 5, 13))
    make.task(title="Đúng kế hoạch", due_on=date(2026, 6, 29))
    make.task(title="Quá hạn, hôm nay không nhắc", due_on=date(2026, 4, 29))
    return late


def test_the_subject_counts_what_is_in_it(full_morning, digest_of):
    assert digest_of("binh").subject == (
        "[Đảng ủy xã Sông] 1 việc quá hạn, 1 bị trả lại, 1 hạn hôm nay, 1 còn 3 ngày, 1 cần cập nhật"
        " – Bắc Sông, 12/05/2026"
    )


def test_two_different_distances_are_only_near(make, digest_of):
    make.task(due_on=date(2026, 5, 15))
    make.task(due_on=date(2026, 5, 13))
    assert "2 việc sắp đến hạn" in digest_of("binh").subject


def test_the_worst_stands_first(full_morning, digest_of):
    text = digest_of("binh").text
    order = ["Nông thôn mới", "Khiếu nại", "Thủy lợi", "Tuyên truyền", "Sinh hoạt chi bộ"]
    places = [text.index(title) for title in order]
    assert places == sorted(places)


def test_both_bodies_say_the_same(full_morning, digest_of):
    letter = digest_of("binh")
    plain, rich = clean_line(letter.text), words(letter.html)
    for sentence in (
        "Kính gửi đồng chí Trần Thị Bình, Tổ công tác Bắc Sông,",
        "Hôm nay, thứ Ba 12/05/2026, có 5 việc cần đồng chí cập nhật.",
        "Nếu không có gì mới, bấm “Cập nhật” rồi chọn “Không thay đổi”.",
        "01. Nông thôn mới",
        "Hạn thứ Năm 07/05/2026. Cập nhật cuối 04/05: đạt 12/19 tiêu chí.",
        "Hạn thứ Sáu 29/05/2026. Văn phòng: “Ghi rõ số vụ còn lại.”",
        "Hạn thứ Ba 12/05/2026 (“trước ngày 13/5”). Chưa có cập nhật nào.",
        "Không giao hạn; hạn mặc định để nhắc: thứ Tư 13/05/2026.",
        "Ngoài ra còn 1 việc quá hạn hoặc bị trả lại.",
        "Còn lại 1 việc đang đúng kế hoạch.",
        "Đồng chí nhận thư này vì được giao phụ trách việc; là thành viên tổ chủ trì.",
        "Đầu mối: đ/c Đỗ Thị Hoa, số nội bộ 101.",
        "Không trả lời thư này bằng nội dung mật.",
    ):
        assert sentence in plain
        assert sentence in rich
    for state in ("Quá hạn 3 ngày làm việc", "Bị trả lại 07/05/2026", "Hạn hôm nay", "Còn 3 ngày làm việc"):
        assert state in rich
        assert state.upper() in plain
    assert addresses(letter) == set(re.findall(r"http\S+", letter.text))


def test_each_line_asks_for_what_is_to_be_done(full_morning, digest_of, cast):
    letter = digest_of("binh")
    assert re.findall(r"^   (\S.*?): +http\S+/l/\S+$", letter.text, re.MULTILINE) == [
        "Cập nhật ngay",
        "Báo khó khăn",
        "Sửa và gửi lại",
        "Báo khó khăn",
        *["Cập nhật", "Báo khó khăn"] * 3,
    ]
    mine = f"http://localhost/l/{cast.people['binh'].id}-{full_morning.id}"
    assert mine in {opened(each) for each in addresses(letter)}


def test_a_default_date_is_never_called_late(make, digest_of):
    make.task(default_due_on=date(2026, 5, 5))
    letter = digest_of("binh")
    assert "hạn mặc định" in letter.text
    assert "quá hạn" not in letter.text.split("-- ")[0].lower()
    assert "quá hạn" not in letter.subject


def test_links_stay_on_the_configured_host_whatever_a_request_says(app, full_morning, digest_of):
    with app.test_request_context("/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}):
        letter = digest_of("binh")
    assert all(address.startswith("http://localhost/") for address in addresses(letter))
    assert "evil" not in letter.text + letter.html


@pytest.mark.parametrize(
    "case",
    [
        ({"state": State.AWAITING_CONFIRMATION}, "Đơn vị đã báo hoàn thành, đang chờ xác nhận."),
        ({"state": State.COMPLETED}, "Việc đã kết thúc."),
        ({"state": State.CANCELLED}, "Việc đã kết thúc."),
        ({"due_on": date(2026, 6, 1), "due_revision": 2}, "Hạn của việc đã đổi."),
    ],
)
def test_a_line_that_is_no_longer_true_is_dropped_and_an_empty_mail_not_sent(make, books, write, change_task, case):
    changes, reason = case
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    change_task(task, **changes)
    (mail,) = books.mails(kind=MailKind.DIGEST)
    assert isinstance(write(mail), Nothing)
    assert reasons(books) == [reason]
    assert books.balance.difference == 0


def test_the_true_lines_are_sent_without_the_others(make, books, write, change_task):
    kept = make.task(title="Còn nguyên", due_on=TODAY, in_charge="binh")
    done = make.task(title="Đã xong", due_on=TODAY, in_charge="binh")
    books.open()
    change_task(done, state=State.COMPLETED)
    letter = write(books.mails()[0])
    assert kept.title in letter.text
    assert done.title not in letter.text + letter.html
    assert letter.subject.startswith("[Đảng ủy xã Sông] 1 việc hạn hôm nay")


def test_an_update_after_the_line_was_written_answers_it(make, books, write, report):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    report(task, "đã làm", on=TODAY, at=MORNING + timedelta(minutes=5))
    assert isinstance(write(books.mails()[0], now=LATER), Nothing)
    assert reasons(books) == ["Đơn vị đã cập nhật sau khi lập thư nhắc."]


def test_a_supporting_group_that_has_filed_meanwhile_is_left_alone(make, books, write, report, cast):
    task = make.task(due_on=TODAY, supporting=["b"])
    books.open()
    report(task, "phần của Tài chính", on=TODAY, group="b", author="chi")
    (mail,) = books.mails(account_id=cast.people["chi"].id)
    assert isinstance(write(mail), Nothing)


def test_who_left_the_group_is_not_reminded(make, books, write, cast):
    make.task(due_on=TODAY)
    books.open()
    with transaction() as session:
        his = Membership.account_id == cast.people["binh"].id
        session.execute(sa.update(Membership).where(his).values(until_on=TODAY - timedelta(days=1)))
    (mail,) = books.mails(account_id=cast.people["binh"].id)
    assert isinstance(write(mail), Nothing)
    assert reasons(books) == ["Người nhận không còn ở đơn vị được giao việc."]


def test_when_somebody_else_was_put_in_charge_the_others_hear_no_more(make, books, write, cast, change_task):
    task = make.task(due_on=TODAY)
    books.open()
    change_task(task, in_charge_id=cast.people["an"].id)
    (mail,) = books.mails(account_id=cast.people["binh"].id)
    assert isinstance(write(mail), Nothing)
    assert reasons(books) == ["Người nhận không còn phải báo cáo việc này."]


def test_a_disabled_account_gets_nothing(make, books, write, cast):
    make.task(due_on=TODAY, in_charge="binh")
    books.open()
    set_on(Account, cast.people["binh"].id, disabled_at=NOW)
    assert isinstance(write(books.mails()[0]), Nothing)
    assert reasons(books) == ["Tài khoản của người nhận đã ngừng sử dụng."]


def test_the_mail_follows_a_person_to_a_new_address(make, books, write, cast):
    make.task(due_on=TODAY, in_charge="binh")
    books.open()
    set_on(Account, cast.people["binh"].id, email="moi@example.vn")
    write(books.mails()[0])
    assert books.mails()[0].address == "moi@example.vn"


def test_a_mail_written_late_says_how_it_is_then(make, books, write):
    make.task(due_on=TODAY, in_charge="binh")
    books.open()
    with transaction() as session:  # a person lets it out again: otherwise the next morning has its own
        session.execute(sa.update(OutgoingMail).values(expires_at=MORNING + timedelta(days=2)))
    letter = write(books.mails()[0], now=MORNING + timedelta(days=1))
    assert "QUÁ HẠN 1 NGÀY LÀM VIỆC" in letter.text
    assert "13/05/2026" in letter.subject


def test_late_reminders_are_called_so(make, books, write):
    make.task(due_on=date(2026, 5, 14), in_charge="binh")  # -3 stood on Monday
    books.open(days=5)
    assert "Trong đó 1 việc được nhắc bù" in clean_line(write(books.mails()[0]).text)


def test_a_head_is_told_why_he_hears_of_it_and_the_one_in_charge_that_he_does(make, digest_of, write, books, cast):
    make.task(due_on=date(2026, 5, 5), in_charge="binh", state=State.IN_PROGRESS)
    letter = digest_of("an")
    assert "Báo tới đồng chí vì đơn vị quá hạn từ 5 ngày làm việc." in clean_line(letter.text)
    assert "là trưởng, phó đơn vị có việc quá hạn" in clean_line(letter.text)
    (mail,) = books.mails(account_id=cast.people["binh"].id)
    assert "Việc này được báo tới đ/c Nguyễn Văn An." in clean_line(write(mail).text)


def test_office_staff_with_tasks_of_their_own_see_how_many_reports_wait(make, digest_of, cast):
    with transaction() as session:
        session.add(AccountRole(organization_id=cast.home.id, account_id=cast.people["binh"].id, role=Role.OFFICE))
    make.task(due_on=TODAY, in_charge="binh")
    make.task(state=State.AWAITING_CONFIRMATION)
    letter = digest_of("binh")
    assert "Ngoài ra còn 1 việc chờ xác nhận: http://localhost/review" in letter.text
    assert "http://localhost/review" in addresses(letter)


def test_other_people_are_not_told_what_waits_for_the_office(make, digest_of):
    make.task(due_on=TODAY, in_charge="binh")
    make.task(state=State.AWAITING_CONFIRMATION)
    assert "chờ xác nhận" not in digest_of("binh").text


HOSTILE = "Một\r\nBcc: ai@evil.example <script>alert(1)</script> \u202egnốr\u202c 100% {{ 7*7 }} %(n)s &amp;"


def test_a_hostile_title_stays_text(make, digest_of, cast):
    make.task(title=HOSTILE, due_on=TODAY, in_charge="binh", due_text="<b>\n</b>")
    letter = digest_of("binh")
    clean = "Một Bcc: ai@evil.example <script>alert(1)</script> gnốr 100% {{ 7*7 }} %(n)s &amp;"
    assert clean in clean_line(letter.text)
    assert clean in words(letter.html)
    assert "<script" not in letter.html
    assert "\u202e" not in letter.text + letter.html
    message = to_message(
        letter,
        mail_id=1,
        message_id="<1@localhost>",
        address="binh@example.vn",
        to_name="Trần Thị Bình",
        from_address="nhacviec@localhost",
        from_name="Xã Sông",
        date=NOW,
    )
    assert b"\nBcc:" not in message


def test_a_long_title_keeps_lines_short_and_addresses_whole(make, digest_of):
    make.task(title="Đẩy mạnh " * 33, due_on=TODAY, in_charge="binh")
    text = digest_of("binh").text
    assert all(len(line) <= 72 for line in text.splitlines() if "http" not in line)
    assert len(re.findall(r"^.*http\S+$", text, re.MULTILINE)) == text.count("http")


def test_a_crowded_morning_is_still_one_small_mail(make, digest_of):
    for _ in range(70):
        make.task(title="Ộ" * 300, due_on=TODAY, in_charge="binh")
    letter = digest_of("binh")
    assert "có 70 việc cần đồng chí cập nhật" in letter.text
    assert re.search(r"và \d+ việc nữa", letter.text)
    assert wire_size(letter) < 60_000
    assert letter.subject.startswith("[Đảng ủy xã Sông] 70 việc hạn hôm nay")


def test_the_html_is_a_mail_and_not_a_page(full_morning, digest_of):
    html = digest_of("binh").html
    assert '<html lang="vi">' in html
    assert 'width="600"' in html
    for foreign in ("<img", "<script", "<style", "<link", "<form", "src=", "url(", "class="):
        assert foreign not in html


def test_the_office_is_answered_only_where_it_gave_an_address(make, books, write, cast):
    make.task(due_on=TODAY, in_charge="binh")
    books.open()
    (mail,) = books.mails()
    assert write(mail).reply_to is None
    set_on(Organization, cast.home.id, contact="đ/c Hoa, <vanphong@xasong.example>, số 101")
    assert write(mail).reply_to == "vanphong@xasong.example"
    set_on(Organization, cast.home.id, contact="gặp @hoa hoặc hoa@")
    assert write(mail).reply_to is None


def test_an_english_account_gets_an_english_mail(full_morning, digest_of, cast):
    set_on(Account, cast.people["binh"].id, locale="en")
    letter = digest_of("binh")
    assert letter.subject == (
        "[Đảng ủy xã Sông] 1 overdue, 1 returned, 1 due today, 1 due in 3 days, 1 to update – Bắc Sông, 12/05/2026"
    )
    assert '<html lang="en">' in letter.html
    assert "Today, Tuesday 12/05/2026, 5 tasks need your update." in clean_line(letter.text)
    assert "3 WORKING DAYS OVERDUE" in letter.text


def test_the_number_of_selects_of_a_mail_does_not_grow_with_its_lines(make, books, write, cast):
    def asked(mail):
        with counted() as sent:
            assert isinstance(write(mail), Letter)
        return selects(sent)

    for _ in range(2):
        make.task(due_on=TODAY, in_charge="binh", supporting=["b"])
    for _ in range(25):
        make.task(due_on=TODAY, supporting=["b", "c"])
    books.open()
    few, many = (books.mails(account_id=cast.people[name].id)[0] for name in ("dung", "chi"))
    assert len(few.lines) < len(many.lines)
    assert asked(few) == asked(many)


def test_a_deadline_on_a_day_off_is_named_as_such(make, books, write):
    make.task(due_on=date(2026, 5, 17), in_charge="binh")  # a Sunday
    friday = datetime(2026, 5, 15, 0, 30, tzinfo=UTC)
    books.open(now=friday)
    letter = write(books.mails()[0], now=friday)
    assert "HẠN 17/05/2026, LÀ NGÀY NGHỈ" in letter.text


def test_early_reminders_can_be_ended_from_the_mail_and_duties_cannot(make, books, write, cast):
    make.task(due_on=TODAY)
    books.open()
    (mail,) = books.mails(account_id=cast.people["binh"].id, kind=MailKind.DIGEST)
    early = write(mail)
    assert early.list_unsubscribe.startswith("http://localhost/digests/")
    assert early.list_unsubscribe in early.text
    assert early.list_unsubscribe in early.html
    with transaction() as session:
        mine = Account.id == cast.people["binh"].id
        session.execute(sa.update(Account).where(mine).values(digests=DigestWish.DUTIES))
    duties = write(mail)
    assert duties.list_unsubscribe is None
    assert "Nhận lại tất cả thư nhắc" in duties.text
