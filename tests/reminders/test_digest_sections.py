"""One mail a day for every part a person has: doing, answering, watching; and nothing in it that is not so."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.counting import counted, selects
from tracker.accounts.actor import Role, SeatRole
from tracker.accounts.models import Account, AccountRole
from tracker.core.database import transaction
from tracker.core.text import clean_line
from tracker.groups.models import Membership
from tracker.mail.letter import Letter, Nothing
from tracker.mail.status import MailKind
from tracker.tasks.status import SelfRating, State

from .reading import addresses, reasons, set_on, words

MONDAY = datetime(2026, 5, 11, 0, 30, tzinfo=UTC)
LONG_AGO = date(2026, 4, 7)


def says(letter, *sentences):
    plain, rich = clean_line(letter.text), words(letter.html)
    for sentence in sentences:
        assert sentence in plain
        assert sentence in rich


def never_says(letter, *pieces):
    for piece in pieces:
        assert piece not in letter.subject + clean_line(letter.text) + words(letter.html)


@pytest.fixture
def monday_digest(books, write):
    """The digest somebody of the cast gets on the Monday before the day of the cast; None if there is none."""

    def written(name, now=MONDAY):
        books.open(now=now)
        found = books.mails(account_id=books.cast.people[name].id, kind=MailKind.DIGEST)
        return write(found[0], now=now) if found else None

    return written


@pytest.fixture
def waiting(make, report):
    """A report of completion that has waited for the office since yesterday."""

    def file(title="Đê bao", on=date(2026, 5, 11), **more):
        task = make.task(title=title, state=State.AWAITING_CONFIRMATION, reported_on=on, last_update_on=on, **more)
        report(task, "Đã hoàn thành toàn tuyến", on=on, to=State.AWAITING_CONFIRMATION)
        return task

    return file


def give_role(cast, name, role):
    with transaction() as session:
        session.add(AccountRole(organization_id=cast.home.id, account_id=cast.people[name].id, role=role))


def test_the_office_is_told_what_waits_for_its_answer(waiting, digest_of):
    task = waiting()
    letter = digest_of("hoa")
    assert letter.subject == "[Đảng ủy xã Sông] 1 việc chờ xác nhận, 12/05/2026"
    says(
        letter,
        "Hôm nay, thứ Ba 12/05/2026, có 1 việc chờ đồng chí xác nhận.",
        "01. Đê bao",
        "Đơn vị báo: Tổ công tác Bắc Sông.",
        "Cập nhật cuối 11/05: Đã hoàn thành toàn tuyến.",
        "làm ở Văn phòng, có việc báo hoàn thành chờ xác nhận",
    )
    assert "CHỜ XÁC NHẬN 1 NGÀY LÀM VIỆC" in letter.text
    assert re.search(rf"Xem xét kết quả: http://localhost/tasks/{task.id}\n", letter.text)
    assert f"http://localhost/tasks/{task.id}" in addresses(letter)
    never_says(letter, "Không thay đổi")


def test_an_answer_given_meanwhile_is_asked_for_no_more(waiting, books, write, change_task):
    task = waiting()
    books.open()
    change_task(task, state=State.COMPLETED)
    mails = books.mails(kind=MailKind.DIGEST)
    assert mails
    assert all(isinstance(write(mail), Nothing) for mail in mails)
    assert set(reasons(books)) == {"Văn phòng đã trả lời báo cáo này."}
    assert books.balance.difference == 0


def test_who_left_the_office_is_asked_for_nothing(waiting, books, write, cast):
    waiting()
    books.open()
    with transaction() as session:
        session.execute(sa.delete(AccountRole).where(AccountRole.account_id == cast.people["hoa"].id))
    (mail,) = books.mails(account_id=cast.people["hoa"].id)
    assert isinstance(write(mail), Nothing)
    assert reasons(books) == ["Người nhận không còn làm ở Văn phòng."]


def test_the_committee_gets_one_list_by_group_on_monday(make, monday_digest):
    for lead, day in (("b", 20), ("a", 22), ("a", 21)):
        make.task(title=f"Việc hạn {day}/04", lead=lead, due_on=date(2026, 4, day), last_update_on=date(2026, 5, 6))
    make.task(title="Mới quá hạn", due_on=date(2026, 5, 7), last_update_on=date(2026, 5, 6))
    letter = monday_digest("tam")
    assert letter.subject == "[Đảng ủy xã Sông] 3 việc quá hạn từ 10 ngày làm việc, 2 đơn vị, 11/05/2026"
    order = ["Tổ công tác Bắc Sông", "Việc hạn 21/04", "Việc hạn 22/04", "Phòng Tài chính", "Việc hạn 20/04"]
    for body in (letter.text, words(letter.html)):
        places = [body.index(each) for each in order]
        assert places == sorted(places)
    says(letter, "Lần cập nhật cuối 06/05.", "là Thường trực, có việc quá hạn lâu ngày")
    never_says(letter, "Mới quá hạn", "Cập nhật ngay", "Không thay đổi")
    assert not [each for each in addresses(letter) if "/l/" in each]


def test_thirty_overdue_tasks_are_one_mail_of_thirty_rows(make, monday_digest):
    for n in range(30):
        make.task(title=f"Việc số {n:02d}.", lead="abc"[n % 3], due_on=date(2026, 4, 20))
    letter = monday_digest("tam")
    assert all(f"Việc số {n:02d}." in letter.text and f"Việc số {n:02d}." in letter.html for n in range(30))
    assert "30 việc quá hạn từ 10 ngày làm việc, 3 đơn vị" in letter.subject
    never_says(letter, "việc nữa")


def test_who_left_the_committee_reads_no_list(make, books, write, cast):
    make.task(due_on=date(2026, 4, 20))
    books.open(now=MONDAY)
    with transaction() as session:
        session.execute(sa.delete(AccountRole).where(AccountRole.account_id == cast.people["tam"].id))
    (mail,) = books.mails(account_id=cast.people["tam"].id)
    assert isinstance(write(mail, now=MONDAY), Nothing)


def test_silence_is_told_to_the_office_in_plain_figures(make, monday_digest):
    make.task(title="Chưa nghe gì", due_on=date(2026, 6, 20), assigned_on=LONG_AGO)
    make.task(title="Nghe đã lâu", due_on=date(2026, 6, 20), last_update_on=date(2026, 4, 10))
    letter = monday_digest("hoa")
    assert letter.subject == "[Đảng ủy xã Sông] 2 việc lâu ngày chưa cập nhật, 11/05/2026"
    says(letter, "Chưa có cập nhật nào.", "Lần cập nhật cuối 10/04.", "Tổ công tác Bắc Sông")
    assert re.search(r"Im lặng \d+ ngày làm việc", letter.text)
    never_says(letter, "phê bình", "chậm trễ", "Không thay đổi")


def test_a_group_heard_from_since_is_not_called_silent(make, books, write, report, cast):
    task = make.task(due_on=date(2026, 6, 20), assigned_on=LONG_AGO)
    books.open(now=MONDAY)
    report(task, "đã làm", on=date(2026, 5, 11), at=MONDAY + timedelta(minutes=5))
    (mail,) = books.mails(account_id=cast.people["hoa"].id)
    assert isinstance(write(mail, now=MONDAY + timedelta(minutes=10)), Nothing)


def test_several_roles_are_one_mail_in_sections_and_a_line_a_task(make, waiting, monday_digest, cast):
    give_role(cast, "binh", Role.OFFICE)
    give_role(cast, "binh", Role.STANDING_COMMITTEE)
    mine = make.task(title="Của mình", due_on=date(2026, 5, 8), last_update_on=date(2026, 5, 8))
    waiting("Chờ trả lời", on=date(2026, 5, 8), lead="b")
    make.task(title="Lâu ngày", lead="c", due_on=date(2026, 4, 21), last_update_on=date(2026, 5, 8))
    make.task(title="Im ắng", lead="c", due_on=date(2026, 6, 20), assigned_on=LONG_AGO)
    letter = monday_digest("binh")
    order = [
        "VIỆC CỦA ĐỒNG CHÍ",
        mine.title,
        "CHỜ ĐỒNG CHÍ XÁC NHẬN",
        "Chờ trả lời",
        "QUÁ HẠN LÂU NGÀY, THEO ĐƠN VỊ CHỦ TRÌ",
        "Lâu ngày",
        "LÂU NGÀY CHƯA CÓ CẬP NHẬT, THEO ĐƠN VỊ CHỦ TRÌ",
        "Im ắng",
    ]
    body = letter.text[letter.text.index(order[0]) :]
    places = [body.index(each) for each in order]
    assert places == sorted(places)
    assert all(letter.text.count(each) == 1 for each in ("Của mình", "Chờ trả lời", "Im ắng"))
    assert [int(n) for n in re.findall(r"^(\d+)\. ", letter.text, re.MULTILINE)] == [1, 2, 3, 4]


def test_the_two_states_before_the_last_show_the_trend(make, report, digest_of):
    task = make.task(due_on=TODAY, in_charge="binh", state=State.IN_PROGRESS)
    for day, rating in ((3, None), (14, SelfRating.ON_TRACK), (28, SelfRating.DIFFICULT)):
        report(task, "đang làm", on=date(2026, 4, day), self_rating=rating)
    report(task, "đạt 12/19", on=date(2026, 5, 5), self_rating=SelfRating.AT_RISK)
    says(
        digest_of("binh"),
        "Cập nhật cuối 05/05: Khó đạt đúng hạn. đạt 12/19.",
        "Trước đó: 28/04 Có khó khăn, vẫn đạt; 14/04 Đúng tiến độ.",
    )


def test_no_change_and_reports_of_old_times_have_a_word_too(make, report, digest_of):
    task = make.task(due_on=TODAY, in_charge="binh", state=State.IN_PROGRESS)
    report(task, "khởi công", on=date(2026, 4, 14))
    report(task, on=date(2026, 4, 28), no_change=True)
    report(task, "xong móng", on=date(2026, 5, 5))
    says(digest_of("binh"), "Trước đó: 28/04 Không thay đổi; 14/04 Đang thực hiện.")


@pytest.mark.parametrize(
    ("due_on", "told"),
    [
        (date(2026, 5, 6), ""),
        (date(2026, 5, 5), "Việc này được báo tới đ/c Nguyễn Văn An."),
        (date(2026, 4, 20), "Việc này được báo tới đ/c Nguyễn Văn An, Thường trực Đảng ủy xã Sông."),
    ],
)
def test_the_owner_reads_by_name_to_whom_it_went_up(make, books, write, cast, due_on, told):
    task = make.task(due_on=due_on, in_charge="binh", state=State.IN_PROGRESS)
    books.open(days=10)
    (mail,) = books.mails(account_id=cast.people["binh"].id)
    letter = write(mail)
    assert task.title in letter.text
    if told:
        says(letter, told)
    else:
        never_says(letter, "được báo tới")


def test_deputies_are_named_and_who_left_is_not(make, digest_of, cast):
    with transaction() as session:
        seat = {"organization_id": cast.home.id, "group_id": cast.groups["a"].id, "from_on": date(2026, 1, 1)}
        session.add(Membership(account_id=cast.people["chi"].id, role=SeatRole.DEPUTY, **seat))
        session.add(Membership(account_id=cast.people["dung"].id, role=SeatRole.DEPUTY, **seat))
    set_on(Account, cast.people["dung"].id, disabled_at=MONDAY)
    make.task(due_on=date(2026, 5, 5), in_charge="binh", state=State.IN_PROGRESS)
    says(digest_of("binh"), "Việc này được báo tới đ/c Nguyễn Văn An, đ/c Lê Thị Chi.")


def test_nobody_reads_that_it_was_told_to_himself(make, books, write, cast):
    make.task(due_on=date(2026, 5, 5), in_charge="an", state=State.IN_PROGRESS)
    books.open()
    (mail,) = books.mails(account_id=cast.people["an"].id)
    never_says(write(mail), "được báo tới")


def test_after_a_gap_the_mail_says_from_when_to_when(make, books, write):
    make.task(due_on=date(2026, 5, 14), in_charge="binh")  # -3 stood on Monday
    books.open(days=5)
    letter = write(books.mails()[0])
    assert letter.text.split("\n\n")[1].startswith("Nhắc bù: hệ thống gián đoạn từ 08/05/2026 đến 11/05/2026.")
    says(letter, "Nhắc bù: hệ thống gián đoạn từ 08/05/2026 đến 11/05/2026.", "Trong đó 1 việc được nhắc bù")


def test_an_ordinary_morning_makes_up_for_nothing(make, digest_of):
    make.task(due_on=TODAY, in_charge="binh")
    never_says(digest_of("binh"), "Nhắc bù", "nhắc bù")


def test_what_has_no_room_is_listed_by_a_link_to_exactly_those(make, digest_of, pages):
    tasks = [make.task(title=f"Việc riêng {n:03d}", due_on=TODAY, in_charge="binh") for n in range(80)]
    letter = digest_of("binh")
    (href,) = [each for each in addresses(letter) if "/tasks?" in each]
    more = int(re.search(r"và (\d+) việc nữa", letter.text)[1])
    assert letter.text.count("Việc riêng") == 80 - more
    assert href.replace("&amp;", "&") in letter.text
    page = pages.of("binh").get(href.replace("&amp;", "&").removeprefix("http://localhost"))
    assert f"{more} nhiệm vụ" in page.text
    shown = {task.id for task in tasks if f"{task.title}<" in page.text or task.title in page.text}
    told = {task.id for task in tasks if task.title in letter.text}
    assert shown
    assert not shown & told


def test_selects_do_not_grow_with_the_sections_rows(make, waiting, books, write, cast):
    def asked(mail):
        with counted() as sent:
            assert isinstance(write(mail, now=MONDAY), Letter)
        return selects(sent)

    give_role(cast, "tam", Role.OFFICE)
    for n in range(12):
        waiting(f"Chờ {n}", on=date(2026, 5, 8), lead="abc"[n % 3])
        make.task(lead="abc"[n % 3], due_on=date(2026, 4, 20), last_update_on=date(2026, 5, 8))
        make.task(lead="abc"[n % 3], due_on=date(2026, 6, 20), assigned_on=LONG_AGO)
    books.open(now=MONDAY)
    mails = [books.mails(account_id=cast.people[name].id)[0] for name in ("hoa", "tam")]
    few, many = sorted(mails, key=lambda mail: len(mail.lines))
    assert len(few.lines) < len(many.lines)
    assert asked(few) == asked(many)
