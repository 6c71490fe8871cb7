"""From the ladder to the bytes for the server, by the outbox's own steps."""

import email
import email.policy

import pytest

from tests.cast import NOW, TODAY
from tests.mail.room import make_ready
from tracker.accounts.models import Account
from tracker.mail import claims
from tracker.mail.status import MailState, OccurrenceKind, OccurrenceState
from tracker.tasks.status import State

from .conftest import MORNING
from .reading import opened, set_on


@pytest.fixture
def take(session):
    """Claim what is due and write it, as a sender does."""

    def taking(now):
        taken = claims.claim(worker="sender", limit=10, now=now)
        ready = [make_ready(each, worker="sender", now=now) for each in taken]
        return [
            email.message_from_bytes(each.message, policy=email.policy.default) for each in ready if each is not None
        ]

    return taking


def test_a_digest_is_handed_over_with_both_bodies(make, books, take, cast):
    task = make.task(title="Nạo vét kênh mương", due_on=TODAY, in_charge="binh")
    books.open()
    (message,) = take(MORNING)
    assert message["To"] == "Trần Thị Bình <binh@example.vn>"
    assert message["Subject"] == "[Đảng ủy xã Sông] 1 việc hạn hôm nay – Bắc Sông, 12/05/2026"
    for kind in ("plain", "html"):
        body = message.get_body(preferencelist=(kind,)).get_content()
        assert task.title in body
        assert f"http://localhost/l/{cast.people['binh'].id}-{task.id}" in opened(body)


def test_no_digest_is_handed_over_when_nothing_is_left_to_say(make, books, take, change_task):
    task = make.task(due_on=TODAY, in_charge="binh")
    books.open()
    change_task(task, state=State.COMPLETED)
    assert take(MORNING) == []
    (mail,) = books.mails()
    assert (mail.state, mail.state_reason) == (MailState.CANCELLED, "Không còn việc nào cần báo trong thư này.")
    assert [line.state for line in books.lines()] == [OccurrenceState.CANCELLED]
    assert (books.balance.cancelled, books.balance.difference) == (1, 0)


def test_a_notice_waits_a_few_minutes_and_is_one_mail(app, make, news, take):
    for _ in range(3):
        mail = news(OccurrenceKind.ASSIGNED, make.task())
    assert take(NOW) == []
    (message,) = take(mail.not_before)
    assert message["Subject"] == "[Đảng ủy xã Sông] Giao 3 nhiệm vụ Quý II/2026"


def test_an_english_reader_is_written_to_in_english(make, books, take, cast):
    make.task(due_on=TODAY, in_charge="binh")
    set_on(Account, cast.people["binh"].id, locale="en")
    books.open()
    (message,) = take(MORNING)
    assert message["Subject"] == "[Đảng ủy xã Sông] 1 due today – Bắc Sông, 12/05/2026"
