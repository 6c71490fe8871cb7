"""The report by mail: with the first digest of a week, or at once because the office sends it; each once a day."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.reminders.conftest import MORNING
from tracker.accounts.actor import Role
from tracker.accounts.models import Account, AccountRole
from tracker.audit.models import AuditEntry
from tracker.board.counts import FIVE, Counts, sum_of
from tracker.board.queries import Scope, tallies
from tracker.calendar.models import CalendarOverride
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid, NotAllowed
from tracker.core.quarter import Quarter
from tracker.mail.letter import Nothing
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, MailState
from tracker.organizations.models import ContentLevel, Organization
from tracker.reminders.actions import queue_due
from tracker.reminders.models import ReportLine
from tracker.reminders.on_wish import Outcome, digest_now
from tracker.reports.sending import send_report, set_weekly
from tracker.tasks.queries import almanac
from tracker.tasks.status import State

MONDAY = MORNING - timedelta(days=1)
Q2 = Quarter(2026, 2)
SENTENCE = (
    "Quý II/2026 đến ngày {day}: 4 việc có hạn, trong đó 1 hoàn thành đúng hạn, 1 hoàn thành trễ hạn, "
    "1 trong hạn, 1 quá hạn; 2 việc không giao hạn."
)


@pytest.fixture
def work(make):
    """One task in each of the five parts, two without a deadline; nothing that the committee is told of anyway."""
    soon = date(2026, 6, 30)
    make.task(due_on=soon, state=State.COMPLETED, reported_on=TODAY, confirmed_on=TODAY)
    make.task(due_on=date(2026, 5, 4), state=State.COMPLETED, reported_on=TODAY, confirmed_on=TODAY)
    make.task(due_on=soon, last_update_on=TODAY)
    make.task(due_on=date(2026, 5, 8), last_update_on=TODAY)
    make.task(last_update_on=TODAY)
    make.task(last_update_on=TODAY)
    make.task(state=State.CANCELLED)
    make.task(lead="d", organization="next", due_on=soon)


@pytest.fixture
def weekly(cast):
    set_weekly(on=True, actor=cast.hoa, now=MORNING)


@pytest.fixture
def to_tam(books):
    """The mails of a kind to the standing committee."""
    return lambda kind=MailKind.DIGEST: books.mails(account_id=books.cast.people["tam"].id, kind=kind)


def one_line(letter) -> str:
    return " ".join(letter.text.split())


def report_lines() -> list[ReportLine]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(ReportLine).order_by(ReportLine.id)))


def test_without_the_setting_nobody_hears_of_it(books, work, to_tam):
    books.open(now=MONDAY)
    assert to_tam() == []
    assert report_lines() == []


def test_on_monday_the_committee_gets_one_digest_with_the_position_and_the_way_to_the_report(
    books, work, weekly, to_tam, write, cast
):
    books.open(now=MONDAY)
    queue_due(MONDAY + timedelta(hours=1))
    (mail,) = to_tam()
    letter = write(mail, now=MONDAY)
    assert SENTENCE.format(day="11/05/2026") in one_line(letter)
    assert "Xem báo cáo: http://localhost/reports/2026-Q2" in letter.text
    assert SENTENCE.format(day="11/05/2026") in letter.html
    assert letter.subject == "[Đảng ủy xã Sông] Tình hình Quý II/2026 đến 11/05/2026"
    assert "là Thường trực, nhận báo cáo tình hình của quý" in one_line(letter)
    assert [line.account_id for line in report_lines()] == [cast.people["tam"].id]
    assert [mail.kind for mail in books.mails(account_id=cast.people["kien"].id)] == []


def test_its_figures_are_those_of_the_board(session, books, work, weekly, to_tam, write, cast):
    days = almanac(session, cast.home.id, MONDAY)
    scope = Scope(actor=cast.tam, organization_id=cast.home.id, quarter=Q2, view=days.view, zone=days.zone)
    total = sum_of((each.counts for each in tallies(session, scope, "group")), Counts())
    assert [total.of(key) for key in FIVE] == [1, 1, 1, 1, 2]


def test_on_the_other_days_of_the_week_nothing_comes(books, work, weekly, to_tam):
    books.open(now=MONDAY)
    books.sent()
    books.go_on(4)
    assert len(to_tam()) == 1
    books.go_on(1, start=6)  # Monday of the next week
    assert len(to_tam()) == 2


def test_where_monday_is_off_tuesday_begins_the_week(books, work, weekly, to_tam, write, cast):
    with transaction() as session:
        off = CalendarOverride(organization_id=cast.home.id, day=MONDAY.date(), works=False)
        session.add(off)
    books.last_looked_at(4)
    queue_due(MONDAY)
    assert to_tam() == []
    queue_due(MORNING)
    (mail,) = to_tam()
    assert SENTENCE.format(day="12/05/2026") in one_line(write(mail))


def test_where_nothing_ran_on_monday_it_is_made_up_for(books, work, weekly, to_tam):
    books.open(days=4)
    assert len(to_tam()) == 1


def test_where_the_mail_of_monday_never_left_it_is_still_owed(books, work, weekly, to_tam):
    books.open(now=MONDAY)
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.EXPIRED))
    books.last_looked_at(2)
    queue_due(MORNING)
    assert [mail.local_day for mail in to_tam()] == [MONDAY.date(), TODAY]


def test_it_stands_in_the_same_mail_as_what_is_long_overdue(books, make, work, weekly, to_tam, write):
    make.task(title="Việc rất chậm", due_on=date(2026, 4, 10), last_update_on=TODAY)
    books.open(now=MONDAY)
    (mail,) = to_tam()
    letter = write(mail, now=MONDAY)
    assert "Việc rất chậm" in letter.text
    assert "5 việc có hạn" in one_line(letter)
    assert "1 việc quá hạn từ 10 ngày làm việc" in letter.subject


@pytest.mark.parametrize(
    ("level", "told"), [(ContentLevel.FULL, True), (ContentLevel.TITLE, True), (ContentLevel.CODE, False)]
)
def test_the_level_of_content_is_kept(books, work, weekly, to_tam, write, cast, level, told):
    with transaction() as session:
        session.get_one(Organization, cast.home.id).content_level = level
    books.open(now=MONDAY)
    (mail,) = to_tam()
    letter = write(mail, now=MONDAY)
    assert ("4 việc có hạn" in one_line(letter)) is told
    assert ("Quý II/2026 đến" in letter.subject) is told
    assert "http://localhost/reports/2026-Q2" in letter.text


def test_it_is_told_in_the_language_of_the_reader(books, work, weekly, to_tam, write, cast):
    with transaction() as session:
        session.get_one(Account, cast.people["tam"].id).locale = "en"
    books.open(now=MONDAY)
    (mail,) = to_tam()
    letter = write(mail, now=MONDAY)
    assert "4 tasks with a deadline, of which 1 done on time, 1 done late, 1 in term, 1 overdue" in one_line(letter)
    assert "Open the report" in letter.html


def test_who_has_left_the_committee_meanwhile_hears_nothing(books, work, weekly, to_tam, write, cast):
    books.open(now=MONDAY)
    with transaction() as session:
        role = (AccountRole.account_id == cast.people["tam"].id, AccountRole.role == Role.STANDING_COMMITTEE)
        session.execute(sa.delete(AccountRole).where(*role))
    (mail,) = to_tam()
    assert isinstance(write(mail, now=MONDAY), Nothing)


def test_a_setting_taken_back_takes_the_line_out_of_what_waits(books, work, weekly, to_tam, write, cast):
    books.open(now=MONDAY)
    set_weekly(on=False, actor=cast.hoa, now=MONDAY)
    (mail,) = to_tam()
    assert isinstance(write(mail, now=MONDAY), Nothing)


def test_the_digest_asked_for_before_the_hour_brings_it_and_none_comes_later(books, work, weekly, to_tam, cast):
    books.last_looked_at(2)
    wish = digest_now(cast.people["tam"].id, actor=cast.hoa, now=MONDAY - timedelta(hours=1))
    assert wish.outcome in {Outcome.QUEUED, Outcome.QUEUED_OUTSIDE}
    queue_due(MONDAY)
    assert len(to_tam()) == len(report_lines()) == 1


# --- at once ---------------------------------------------------------------------------------------


def test_the_office_sends_it_at_once_and_twice_is_once(books, work, to_tam, write, cast):
    first = send_report(Q2, actor=cast.hoa, now=MORNING + timedelta(hours=3))
    again = send_report(Q2, actor=cast.hung, now=MORNING + timedelta(hours=4))
    assert (first.now, first.before) == (("Hồ Thị Tâm",), ())
    assert (again.now, again.before) == ((), ("Hồ Thị Tâm",))
    (mail,) = to_tam(MailKind.REPORT)
    assert mail.not_before == MORNING + timedelta(hours=3)
    letter = write(mail, now=MORNING + timedelta(hours=3))
    assert SENTENCE.format(day="12/05/2026") in one_line(letter)
    assert letter.list_unsubscribe is None
    assert "Bỏ thư nhắc sớm" not in letter.text + letter.html
    (line,) = report_lines()
    assert (line.quarter, line.local_day, line.asked_by_id) == ("2026-Q2", TODAY, cast.people["hoa"].id)
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "report.sent")).all()
    assert [entry.changes["recipients"][1] for entry in entries] == ["Hồ Thị Tâm"]


def test_the_next_day_it_may_be_sent_again(books, work, to_tam, cast):
    send_report(Q2, actor=cast.hoa, now=MORNING)
    assert send_report(Q2, actor=cast.hoa, now=MORNING + timedelta(days=1)).now == ("Hồ Thị Tâm",)
    assert len(to_tam(MailKind.REPORT)) == 2


def test_who_has_it_in_the_digest_of_the_day_gets_no_second(books, work, weekly, to_tam, cast):
    books.open(now=MONDAY)
    assert send_report(Q2, actor=cast.hoa, now=MONDAY + timedelta(hours=2)).before == ("Hồ Thị Tâm",)
    assert to_tam(MailKind.REPORT) == []


def test_who_was_sent_it_this_week_gets_no_second_with_the_digest(books, work, weekly, to_tam, cast):
    send_report(Q2, actor=cast.hoa, now=MONDAY - timedelta(hours=2))
    books.open(now=MONDAY)
    assert to_tam() == []
    assert len(to_tam(MailKind.REPORT)) == 1


def test_nobody_to_tell_and_nothing_to_tell_are_said(books, work, cast):
    with pytest.raises(Invalid):
        send_report(Quarter(2026, 3), actor=cast.hoa, now=MORNING)
    with transaction() as session:
        session.get_one(Account, cast.people["tam"].id).disabled_at = MORNING
    with pytest.raises(Invalid):
        send_report(Q2, actor=cast.hoa, now=MORNING)


@pytest.mark.parametrize("who", ["tam", "kien", "an", "quan", "phuc"])
def test_only_the_office_sends_it(books, work, cast, who):
    with pytest.raises(NotAllowed):
        send_report(Q2, actor=cast.actors[who], now=MORNING)
    with pytest.raises(NotAllowed):
        set_weekly(on=True, actor=cast.actors[who], now=MORNING)
