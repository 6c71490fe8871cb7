"""The page of the next two weeks: who gets what and why, day by day, and nothing is sent by looking."""

import re
from datetime import date, timedelta

import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.calendar.models import CalendarOverride
from tracker.core.database import db, transaction
from tracker.mail import burials
from tracker.mail.models import OutgoingMail

PREVIEW = "/reminders/preview"


def test_each_day_says_who_gets_what_and_why(make, pages):
    task = make.task(lead="a", due_on=TODAY + timedelta(days=3), title="Rà soát hộ nghèo")
    page = pages.of("hoa").get(PREVIEW)
    assert page.h1[0].strip().endswith("thư nhắc trong 14 ngày tới")
    assert "thứ Năm 14/05/2026" in page.text
    assert f"{task.code}. Rà soát hộ nghèo – trước hạn 1 ngày · đơn vị chủ trì" in page.text
    assert f"/tasks/{task.id}" in page.links
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(OutgoingMail.id))) == 0


def persons(page) -> int:
    return int(re.search(r"Tới (\d+) người", page.text)[1])


def test_whose_mailbox_takes_no_mail_is_named_and_not_counted(make, cast, pages):
    make.task(lead="a", due_on=TODAY + timedelta(days=3))
    before = pages.of("hoa").get(f"{PREVIEW}?day=2026-05-14")
    assert before.h1[0].strip().endswith(": 2 thư")
    with transaction() as session:
        burials.bury(session, cast.people["an"].email, organization_id=cast.home.id, reply="550 unknown", now=NOW)
    page = pages.of("hoa").get(f"{PREVIEW}?day=2026-05-14")
    assert page.h1[0].strip().endswith(": 1 thư")
    assert persons(page) == persons(before) - 1
    assert f"{cast.people['an'].full_name} địa chỉ thư đã hỏng, thư sẽ không gửi" in page.text


def test_days_off_stand_there_with_their_reason(make, cast, pages):
    make.task(lead="a", due_on=TODAY + timedelta(days=3))
    with transaction() as session:
        session.add(
            CalendarOverride(organization_id=cast.home.id, day=date(2026, 5, 14), works=False, reason="Ngày hội")
        )
    text = pages.of("hoa").get(PREVIEW).text
    assert "thứ Năm 14/05/2026 : nghỉ – Ngày hội" in text
    assert "thứ Bảy 16/05/2026 : nghỉ – cuối tuần" in text


def test_it_can_be_narrowed_to_a_person_or_a_group(make, cast, pages):
    make.task(lead="a", due_on=TODAY, title="Việc của A")
    make.task(lead="b", due_on=TODAY, title="Việc của B")
    hoa = pages.of("hoa")
    of_group = hoa.get(f"{PREVIEW}?group={cast.groups['b'].id}").text
    assert "Việc của B" in of_group
    assert "Việc của A" not in of_group
    of_person = hoa.get(f"{PREVIEW}?person={cast.people['an'].id}").text
    assert "Việc của A" in of_person
    assert "Tới 1 người" in of_person


def test_one_day_has_pages_of_its_own(make, pages):
    make.task(lead="a", due_on=TODAY)
    page = pages.of("hoa").get(f"{PREVIEW}?day=2026-05-12")
    assert page.h1[0].strip() == "Thư nhắc thứ Ba 12/05/2026: 2 thư"
    assert "1–2 trong 2" in page.text
    pages.of("hoa").get(f"{PREVIEW}?day=2026-06-30", status=404)


def test_the_administrator_reads_no_task(make, pages):
    make.task(lead="a", due_on=TODAY, title="Rà soát hộ nghèo")
    text = pages.of("quan").get(PREVIEW).text
    assert "Rà soát hộ nghèo" not in text
    assert "Việc số" in text


def test_an_empty_fortnight_says_so(pages):
    text = pages.of("hoa").get(PREVIEW).text
    assert "0 thư nhắc trong 14 ngày tới" in text
    assert "không có thư" in text
