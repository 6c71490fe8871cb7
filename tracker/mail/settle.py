"""Writing down what an attempt came to, at once and one mail at a time."""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.core.database import transaction
from tracker.core.steps import step
from tracker.core.words import N_
from tracker.mail import breaker, burials, journal, rate, rules
from tracker.mail.claims import FREE, MAY_HAVE_ARRIVED, NO_MAILBOX
from tracker.mail.models import MailAttempt, OutgoingMail
from tracker.mail.readiness import ReadyMail
from tracker.mail.reaping import FROM_JOURNAL
from tracker.mail.rows import change
from tracker.mail.settings import MailSettings, read_settings
from tracker.mail.smtp import Outcome
from tracker.mail.status import MailState, Verdict

log = logging.getLogger(__name__)

PATIENCE = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds between tries to write down that a mail was accepted, while the database does not answer."""

_chance = secrets.SystemRandom()

_ACCEPT = (
    sa.update(OutgoingMail)
    .where(OutgoingMail.id == sa.bindparam("mail_id"), OutgoingMail.state != MailState.ACCEPTED)
    .values(
        state=MailState.ACCEPTED,
        state_reason="",
        accepted_at=sa.bindparam("now"),
        accepted_reply=sa.bindparam("answer"),
        **FREE,
    )
)

_ATTEMPT = sa.insert(MailAttempt)


def nothing_more(_session: Session) -> ReadyMail | None:
    """Nothing is done together with the settling."""
    return None


def settle(
    mail: ReadyMail,
    outcome: Outcome,
    *,
    worker: str,
    now: datetime,
    settings: MailSettings,
    and_then: Callable[[Session], ReadyMail | None] = nothing_more,
) -> ReadyMail | None:
    """Write the outcome and its attempt. An acceptance is believed from anybody, the rest only from the owner.

    With an acceptance the next mail may be begun, `and_then`: one durable write for both. Its answer is given back.
    """
    if outcome.verdict is Verdict.ACCEPTED:
        return _settle_accepted(mail, outcome, worker=worker, now=now, settings=settings, and_then=and_then)
    with transaction() as session:
        _note_attempt(session, mail, outcome, worker, now)
        if outcome.verdict is Verdict.WITHDRAWN:
            change(session, OutgoingMail, *_still_ours(mail.id, worker), data_started_at=None)
        else:
            values = {**_fate(mail, outcome, now), **FREE, "last_error": outcome.answer[:500]}
            change(session, OutgoingMail, *_still_ours(mail.id, worker), **values)
        if outcome.verdict is Verdict.DEAD_MAILBOX:
            burials.bury(session, mail.address, organization_id=mail.organization_id, reply=outcome.answer, now=now)
        _give_place_back(session, mail, now)
        if outcome.code is not None and rules.counts(outcome.verdict):
            breaker.reset(session, settings.server.name, now=now)
    return None


def _settle_accepted(
    mail: ReadyMail,
    outcome: Outcome,
    *,
    worker: str,
    now: datetime,
    settings: MailSettings,
    and_then: Callable[[Session], ReadyMail | None],
) -> ReadyMail | None:
    """A mail whose acceptance is not written down is sent again: so try for as long as the lease lasts."""
    journal.note(mail.entry, now=now, reply=outcome.answer[:500])
    step("noted")
    for pause in (*PATIENCE, None):
        try:
            with transaction() as session:
                _accept(session, mail, outcome, now)
                burials.take_back_answered(session, mail.address)
                _note_attempt(session, mail, outcome, worker, now)
                _give_place_back(session, mail, now)
                breaker.reset(session, settings.server.name, now=now)
                return and_then(session)
        except DBAPIError:
            if pause is None:
                log.critical("Mail %s was accepted (%s) but could not be written down", mail.id, outcome.answer)
                raise
            time.sleep(pause)
    return None


def _accept(session: Session, mail: ReadyMail, outcome: Outcome, now: datetime) -> None:
    """Evidence wins: no condition on who holds the mail or what became of it."""
    said = {"mail_id": mail.id, "now": now, "answer": outcome.answer[:500]}
    if session.connection().execute(_ACCEPT, said).rowcount == 0:
        by_another = OutgoingMail.state_reason != FROM_JOURNAL  # not if what the table had was our own line
        change(session, OutgoingMail, OutgoingMail.id == mail.id, by_another, maybe_twice=True)


def _fate(mail: ReadyMail, outcome: Outcome, now: datetime) -> dict[str, object]:
    """What becomes of a mail that was not accepted."""
    match outcome.verdict:
        case Verdict.REFUSED:
            return {"state": MailState.FAILED, "state_reason": N_("Máy chủ thư từ chối.")}
        case Verdict.DEAD_MAILBOX:
            return {"state": MailState.FAILED, "state_reason": NO_MAILBOX}
        case Verdict.UNCERTAIN if read_settings().holds:
            return {"state": MailState.HELD, "state_reason": MAY_HAVE_ARRIVED}
    values: dict[str, object] = {
        "state": MailState.QUEUED,
        "not_before": now + rules.retry_delay(mail.number, _chance.random()),
        "data_started_at": None,
    }
    if outcome.verdict is Verdict.UNCERTAIN:
        values["maybe_twice"] = True
    if not rules.counts(outcome.verdict):
        values["attempt"] = mail.number - 1
        values["not_before"] = now + rules.breaker_delay(1, _chance.random())
    return values


def _give_place_back(session: Session, mail: ReadyMail, now: datetime) -> None:
    if mail.place is not None:
        rate.give_back(session, mail.place, now)


def _note_attempt(session: Session, mail: ReadyMail, outcome: Outcome, worker: str, now: datetime) -> None:
    row = {
        "organization_id": mail.organization_id,
        "mail_id": mail.id,
        "number": mail.number,
        "worker": worker,
        "started_at": mail.started_at,
        "ended_at": now,
        "phase": outcome.phase,
        "code": outcome.code,
        "reply": outcome.reply[:500],
        "outcome": outcome.verdict,
    }
    session.connection().execute(_ATTEMPT, row)


def _still_ours(mail_id: int, worker: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OutgoingMail.id == mail_id,
        OutgoingMail.lease_owner == worker,
        OutgoingMail.state == MailState.SENDING,
    )
