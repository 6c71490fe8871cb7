"""The buttons of the report that send it, and its ledger, as people see them."""

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.core.database import db, transaction
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, MailState
from tracker.organizations.models import Organization

REPORT = "/reports/2026-Q2"


@pytest.fixture
def work(make):
    make.task(due_on=TODAY, last_update_on=TODAY)


def mails() -> list[OutgoingMail]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == MailKind.REPORT)))


def is_weekly(cast) -> bool:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Organization, cast.home.id).weekly_report


def test_one_click_sends_and_a_second_says_so(pages, work):
    visitor = pages.of("hoa")
    visitor.post(f"{REPORT}/send")
    assert "Báo cáo được gửi ngay tới: Hồ Thị Tâm." in visitor.get(REPORT).text
    visitor.post(f"{REPORT}/send")
    assert "Hôm nay đã có báo cáo này, không gửi lần nữa: Hồ Thị Tâm." in visitor.get(REPORT).text
    assert len(mails()) == 1


def test_the_ledger_tells_who_was_told_by_whom_and_what_became_of_it(pages, work):
    pages.of("hoa").post(f"{REPORT}/send")
    for who in ("hoa", "tam", "kien"):
        assert "12/05/2026 Hồ Thị Tâm đ/c Đỗ Thị Hoa gửi chờ gửi" in pages.of(who).get(REPORT).text
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.ACCEPTED, accepted_at=NOW))
    assert "đ/c Đỗ Thị Hoa gửi đã nhận 12/05/2026 09:00" in pages.of("tam").get(REPORT).text


def test_the_office_sets_it_for_each_week_and_takes_it_back(pages, work, cast):
    visitor = pages.of("hoa")
    assert "Chưa đặt gửi hằng tuần." in visitor.get(REPORT).text
    visitor.post(f"{REPORT}/weekly", {"on": "1"})
    assert is_weekly(cast)
    assert "Thôi gửi hằng tuần" in visitor.get(REPORT).text
    visitor.post(f"{REPORT}/weekly", {"on": ""})
    assert not is_weekly(cast)


def test_an_empty_quarter_is_not_sent(pages, cast):
    visitor = pages.of("hoa")
    visitor.post("/reports/2026-Q3/send")
    assert "Quý này chưa có nhiệm vụ nào để báo cáo." in visitor.get("/reports/2026-Q3").text
    assert mails() == []


@pytest.mark.parametrize("who", ["tam", "kien", "phuc"])
def test_readers_have_no_buttons_and_are_told_no(pages, cast, work, who):
    href = f"{REPORT}?org={cast.home.id}" if who == "phuc" else REPORT
    assert "Gửi ngay" not in pages.of(who).get(href).text
    pages.of(who).post(f"{REPORT}/send", status=403)
    pages.of(who).post(f"{REPORT}/weekly", {"on": "1"}, status=403)
    assert mails() == []
