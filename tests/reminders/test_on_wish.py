"""Today's digest at once: by the same queue and under the same key, so that nobody has two of a day."""

import email
import email.policy
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.mail.room import make_ready
from tracker.accounts.models import Account
from tracker.audit.models import AuditEntry
from tracker.commands import reminding
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.core.text import clean_line
from tracker.mail import claims, pauses
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState, PauseReason
from tracker.reminders.actions import queue_due
from tracker.reminders.on_wish import IN_DOUBT, Outcome, digest_now

from .conftest import MORNING

BEFORE = MORNING - timedelta(hours=1)  # 06:30, the digests go at 07:30
EVENING = MORNING + timedelta(hours=14)
SATURDAY = MORNING + timedelta(days=4)


@pytest.fixture
def binh(cast):
    return cast.people["binh"].id


@pytest.fixture
def wish(cast, binh):
    """Binh wants today's digest; answers what became of it."""

    def wishing(now=MORNING, *, actor=None):
        return digest_now(binh, actor=actor or cast.binh, now=now).outcome

    return wishing


def taken(now):
    """What a sender would hand over at that moment, by the outbox's own steps."""
    ready = [make_ready(each, worker="sender", now=now) for each in claims.claim(worker="sender", limit=10, now=now)]
    return [email.message_from_bytes(each.message, policy=email.policy.default) for each in ready if each is not None]


def entries():
    db.session.rollback()
    return [each.action for each in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def test_before_the_hour_it_goes_at_once_and_not_again_later(make, books, wish, binh):
    """06:30 on Binh's wish; at 07:30 the others have theirs, Binh no second one."""
    task = make.task(lead="a", due_on=TODAY, title="Nạo vét kênh mương", last_update_on=TODAY)
    books.last_looked_at()
    assert wish(BEFORE) is Outcome.QUEUED_OUTSIDE
    (mail,) = books.mails()
    assert (mail.account_id, mail.dedupe_key) == (binh, f"digest:{binh}:2026-05-12")
    (message,) = taken(BEFORE)
    assert message["To"] == "Trần Thị Bình <binh@example.vn>"
    assert task.title in message.get_body(preferencelist=("plain",)).get_content()
    books.sent()
    queue_due(MORNING)
    assert sorted(each.account_id for each in books.mails()) == sorted({binh, books.cast.people["an"].id})
    lines = books.lines(account_id=binh)
    assert [(line.rule, line.task_id, line.mail_id) for line in lines] == [("0", task.id, mail.id)]
    assert books.balance.difference == 0
    assert entries() == ["reminder.digest_now"]


def test_after_the_morning_it_says_when_it_was_sent(make, books, wish, binh, cast):
    make.task(lead="a", due_on=TODAY)
    books.open()
    with transaction() as session:
        values = {"state": MailState.ACCEPTED, "accepted_at": MORNING + timedelta(minutes=2)}
        session.execute(sa.update(OutgoingMail).values(**values))
    found = digest_now(binh, actor=cast.binh, now=NOW)
    assert (found.outcome, found.sent_at) == (Outcome.SENT, MORNING + timedelta(minutes=2))
    assert len(books.mails(account_id=binh)) == 1
    assert entries() == []


def test_one_that_waits_is_not_doubled(make, books, wish, binh):
    make.task(lead="a", due_on=TODAY)
    books.open()
    assert wish() is Outcome.WAITING
    assert wish() is Outcome.WAITING
    assert len(books.mails(account_id=binh)) == 1


def test_asked_twice_at_once_it_is_one(make, books, wish, binh):
    make.task(lead="a", due_on=TODAY)
    books.last_looked_at()
    assert [wish(NOW), wish(NOW)] == [Outcome.QUEUED, Outcome.WAITING]
    assert len(books.mails()) == 1


def test_nothing_to_tell_is_no_mail(make, books, wish):
    make.task(lead="b", due_on=TODAY)
    assert wish() is Outcome.NOTHING
    assert books.mails() == []
    assert entries() == []


@pytest.mark.parametrize("reason", [PauseReason.CLOCK, PauseReason.RESTORED])
def test_by_a_clock_or_from_a_database_in_doubt_nothing_is_written(make, books, wish, binh, reason):
    """Three days ahead, the lines of the days between would be written down, and not told when their day comes."""
    make.task(lead="a", due_on=TODAY + timedelta(days=1), last_update_on=TODAY)
    books.last_looked_at()
    with transaction() as session:
        pauses.pause(session, reason, now=NOW)
    with pytest.raises(Invalid) as refusal:
        wish(MORNING + timedelta(days=3))
    assert refusal.value.message == IN_DOUBT
    assert books.lines() == books.mails() == []
    with transaction() as session:
        pauses.resume(session, reason)
    assert wish() is Outcome.QUEUED


def test_while_somebody_has_stopped_sending_it_waits_and_says_so(make, books, wish, binh):
    make.task(lead="a", due_on=TODAY, last_update_on=TODAY)
    books.last_looked_at()
    with transaction() as session:
        pauses.pause(session, PauseReason.BY_HAND, now=NOW)
    assert wish() is Outcome.WAITING
    assert [mail.state for mail in books.mails(account_id=binh)] == [MailState.QUEUED]
    assert taken(MORNING) == []
    with transaction() as session:
        pauses.resume(session, PauseReason.BY_HAND)
    assert len(taken(MORNING)) == 1


def test_a_digest_that_waited_in_vain_all_day_goes_on_wish(make, books, wish, binh):
    make.task(lead="a", due_on=TODAY)
    books.open()
    assert taken(EVENING) == []
    assert wish(EVENING) is Outcome.QUEUED_OUTSIDE
    assert len(taken(EVENING)) == 1
    assert len(books.mails(account_id=binh)) == 1


def test_on_a_day_off_there_is_only_what_was_missed(make, books, wish, binh):
    make.task(lead="a", due_on=TODAY + timedelta(days=3), last_update_on=TODAY)
    books.last_looked_at(-3)
    assert wish(SATURDAY) is Outcome.NOTHING
    books.last_looked_at(-2)
    assert wish(SATURDAY) is Outcome.QUEUED_OUTSIDE
    assert [(line.rule, str(line.local_day)) for line in books.lines()] == [("0", "2026-05-15")]
    books.sent()
    queue_due(SATURDAY + timedelta(days=2))
    assert [line.rule for line in books.lines(account_id=binh)] == ["0", "+1"]
    assert books.balance.difference == 0


@pytest.mark.parametrize(("name", "error"), [("an", NotAllowed), ("tam", NotAllowed), ("lan", NotFound)])
def test_others_do_not_ask_for_somebody(make, cast, binh, name, error):
    make.task(lead="a", due_on=TODAY)
    with pytest.raises(error):
        digest_now(binh, actor=cast.actors[name], now=NOW)


@pytest.mark.parametrize("name", ["hoa", "quan"])
def test_the_office_and_the_administrator_do(make, books, wish, cast, name):
    make.task(lead="a", due_on=TODAY)
    assert wish(NOW, actor=cast.actors[name]) is Outcome.QUEUED


def test_a_disabled_account_gets_none(make, cast, binh):
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.id == binh).values(disabled_at=NOW))
    with pytest.raises(Invalid):
        digest_now(binh, actor=cast.hoa, now=NOW)


def test_the_buttons_say_what_became_of_it(make, books, pages, binh):
    make.task(lead="a", due_on=TODAY)
    profile = pages.of("binh")
    assert "Gửi tôi thư hôm nay ngay" in profile.get("/account").text
    profile.post("/account/digest")
    assert "Thư nhắc hôm nay của đ/c Trần Thị Bình được gửi ngay." in profile.get("/account").text
    hoa = pages.of("hoa")
    preview = hoa.get(f"/reminders/preview?person={binh}")
    assert "Gửi đ/c Trần Thị Bình thư hôm nay ngay" in preview.text
    assert "thư hôm nay ngay" not in hoa.get("/reminders/preview").text
    hoa.post(f"/reminders/people/{binh}/digest", {"person": binh})
    assert "đang chờ gửi; không lập thư thứ hai." in hoa.get(f"/reminders/preview?person={binh}").text
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.ACCEPTED, accepted_at=MORNING))
    profile.post("/account/digest")
    assert "đã gửi lúc 07:30; không gửi lần nữa." in profile.get("/account").text
    pages.of("chi").post("/account/digest")
    assert "Hôm nay không có việc nào cần nhắc đ/c Lê Thị Chi; không gửi thư." in pages.of("chi").get("/account").text


def test_outside_the_window_the_page_says_so(make, books, pages):
    make.task(lead="a", due_on=TODAY)
    visitor = pages.of("binh")
    visitor.now = BEFORE
    visitor.post("/account/digest")
    assert "Ngoài giờ gửi thư nhắc" in visitor.get("/account").text


def test_a_failed_one_says_where_it_stands(make, books, pages):
    make.task(lead="a", due_on=TODAY)
    books.open()
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(state=MailState.FAILED))
    pages.of("binh").post("/account/digest")
    assert "lỗi gửi. Xem trang gửi thư." in pages.of("binh").get("/account").text


def test_by_the_command_line(make, books):
    make.task(lead="a", due_on=TODAY)
    with clock.frozen(NOW):
        assert reminding.send_now(" Binh@Example.vn ") == ["Thư nhắc hôm nay của đ/c Trần Thị Bình được gửi ngay."]
        with pytest.raises(NotFound):
            reminding.send_now("khong@example.vn")
    (entry,) = db.session.scalars(sa.select(AuditEntry))
    assert clean_line(entry.actor_name) == "Hệ thống"
