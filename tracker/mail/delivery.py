"""Sending mails one by one: guard, write, hand over, settle. No transaction is open while the server is talked to.

The promise: every mail that is due is accepted by the server. It can be accepted twice only when a sender is
killed or frozen between the final dot and the commit that follows, or the connection breaks there; then at most
once more each time, under the same Message-ID, and marked as perhaps sent twice.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from tracker.core.database import db
from tracker.core.steps import step
from tracker.mail import breaker, claims, journal
from tracker.mail.pauses import Paused
from tracker.mail.rate import NoRoom
from tracker.mail.readiness import ReadyMail, make_ready
from tracker.mail.settings import MailSettings, read_settings
from tracker.mail.settle import mark_text_sent, settle
from tracker.mail.smtp import Mailer, Outcome
from tracker.mail.status import Verdict

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_NOBODY_CAN_SEND = frozenset({Verdict.INFRASTRUCTURE, Verdict.MISCONFIGURED})


def nothing() -> None:
    """What is done before each mail, unless somebody counts them."""


def never() -> bool:
    """Nobody asks to stop."""
    return False


def deliver(
    mail_ids: Sequence[int],
    *,
    worker: str,
    mailer: Mailer,
    clock: Clock,
    before_each: Callable[[], None] = nothing,
    asked_to_stop: Callable[[], bool] = never,
) -> int:
    """Send mails that `worker` has claimed; returns how many the server accepted.

    `clock` and not a moment, because sending takes time and each mail's lease begins when it does. One mail that
    goes wrong in a way nobody foresaw is logged whole and left to its lease; the others go on. Asked to stop, it
    gives back what it has not begun.
    """
    try:
        return _deliver_each(
            mail_ids, worker=worker, mailer=mailer, clock=clock, before_each=before_each, asked_to_stop=asked_to_stop
        )
    finally:
        journal.sync()


def _deliver_each(
    mail_ids: Sequence[int],
    *,
    worker: str,
    mailer: Mailer,
    clock: Clock,
    before_each: Callable[[], None],
    asked_to_stop: Callable[[], bool],
) -> int:
    accepted = 0
    for place, mail_id in enumerate(mail_ids):
        if asked_to_stop():
            claims.release(mail_ids[place:], worker=worker)
            break
        before_each()
        try:
            verdict = _deliver_one(mail_id, worker=worker, mailer=mailer, clock=clock)
        except (NoRoom, Paused):
            claims.release(mail_ids[place:], worker=worker)
            _tell_breaker(read_settings(), None, clock)
            break
        except Exception:
            log.exception("Sending mail %s failed", mail_id)
            mailer.drop()
            continue
        accepted += verdict is Verdict.ACCEPTED
        if verdict in _NOBODY_CAN_SEND:
            claims.release(mail_ids[place + 1 :], worker=worker)
            break
    return accepted


def _deliver_one(mail_id: int, *, worker: str, mailer: Mailer, clock: Clock) -> Verdict | None:
    settings = read_settings()
    fault = mailer.connect()  # before the guard: a server that is away is no attempt at this mail
    if fault is not None:
        claims.release([mail_id], worker=worker, error=fault.answer)
        breaker.trip(settings.server.name, fault, now=clock())
        return fault.verdict
    mail = make_ready(mail_id, worker=worker, settings=settings, now=clock())
    if mail is None:
        _tell_breaker(settings, None, clock)
        return None
    step("guarded")
    outcome = _hand_over(mail, worker=worker, settings=settings, mailer=mailer, clock=clock)
    settle(mail, outcome, worker=worker, now=clock())
    step("settled")
    _tell_breaker(settings, outcome, clock)
    return outcome.verdict


def _hand_over(mail: ReadyMail, *, worker: str, settings: MailSettings, mailer: Mailer, clock: Clock) -> Outcome:
    return mailer.send(
        sender=settings.envelope_sender(mail.id, mail.recipient),
        recipient=mail.recipient,
        message=mail.message,
        may_finish=lambda: mark_text_sent(mail.id, worker=worker, now=clock(), settings=settings, place=mail.place),
    )


def _tell_breaker(settings: MailSettings, outcome: Outcome | None, clock: Clock) -> None:
    """Trip it where nobody can send; once tripped, tell it of a server that answers, or of a try not made."""
    name = settings.server.name
    if outcome is not None and outcome.verdict in _NOBODY_CAN_SEND:
        breaker.trip(name, outcome, now=clock())
    elif not _is_tripped(name):
        return
    elif outcome is None:
        breaker.pass_on(name, now=clock())
    elif outcome.code is not None:
        breaker.reset(name, now=clock())


def _is_tripped(name: str) -> bool:
    tripped = breaker.is_tripped(db.session(), name)
    db.session.rollback()  # a read held open would keep SQLite from tidying its log while the server is talked to
    return tripped
