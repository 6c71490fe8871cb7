"""Writing down what an attempt came to, at once and one mail at a time."""

import logging
import secrets
import time
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tracker.core.database import transaction
from tracker.core.steps import step
from tracker.core.words import N_
from tracker.mail import burials, journal, rate, rules
from tracker.mail.claims import FREE, MAY_HAVE_ARRIVED, NO_MAILBOX
from tracker.mail.models import MailAttempt, OutgoingMail
from tracker.mail.rate import Place
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


def mark_text_sent(
    mail_id: int, *, worker: str, now: datetime, settings: MailSettings, place: Place | None = None
) -> bool:
    """Say that the final dot is about to go out; False if the mail has passed to another sender meanwhile."""
    if place is not None and now + settings.deadline > place.until:
        return False  # we slept: by the time of the answer our place in the minute could be another's
    with transaction() as session:
        ours = _still_ours(mail_id, worker)
        return change(session, OutgoingMail, *ours, data_started_at=now, lease_until=now + settings.lease) == 1


def settle(mail: ReadyMail, outcome: Outcome, *, worker: str, now: datetime) -> None:
    """Write the outcome and its attempt. An acceptance is believed from anybody, the rest only from the owner."""
    if outcome.verdict is Verdict.ACCEPTED:
        _settle_accepted(mail, outcome, worker=worker, now=now)
        return
    with transaction() as session:
        session.add(_attempt(mail, outcome, worker, now))
        if outcome.verdict is not Verdict.WITHDRAWN:
            values = {**_fate(mail, outcome, now), **FREE, "last_error": outcome.answer[:500]}
            change(session, OutgoingMail, *_still_ours(mail.id, worker), **values)
        if outcome.verdict is Verdict.DEAD_MAILBOX:
            burials.bury(session, mail.address, organization_id=mail.organization_id, reply=outcome.answer, now=now)
        _give_place_back(session, mail, now)


def _settle_accepted(mail: ReadyMail, outcome: Outcome, *, worker: str, now: datetime) -> None:
    """A mail whose acceptance is not written down is sent again: so try for as long as the lease lasts."""
    journal.note(mail.entry, now=now, reply=outcome.answer[:500])
    step("noted")
    for pause in (*PATIENCE, None):
        try:
            with transaction() as session:
                _accept(session, mail, outcome, now)
                burials.take_back_answered(session, mail.address)
                session.add(_attempt(mail, outcome, worker, now))
                _give_place_back(session, mail, now)
        except DBAPIError:
            if pause is None:
                log.critical("Mail %s was accepted (%s) but could not be written down", mail.id, outcome.answer)
                raise
            time.sleep(pause)
        else:
            return


def _accept(session: Session, mail: ReadyMail, outcome: Outcome, now: datetime) -> None:
    """Evidence wins: no condition on who holds the mail or what became of it."""
    first = change(
        session,
        OutgoingMail,
        OutgoingMail.id == mail.id,
        OutgoingMail.state != MailState.ACCEPTED,
        state=MailState.ACCEPTED,
        state_reason="",
        accepted_at=now,
        accepted_reply=outcome.answer[:500],
        **FREE,
    )
    if not first:  # sent by two, unless what the other had was our own line in the journal
        by_another = OutgoingMail.state_reason != FROM_JOURNAL
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


def _attempt(mail: ReadyMail, outcome: Outcome, worker: str, now: datetime) -> MailAttempt:
    return MailAttempt(
        organization_id=mail.organization_id,
        mail_id=mail.id,
        number=mail.number,
        worker=worker,
        started_at=mail.started_at,
        ended_at=now,
        phase=outcome.phase,
        code=outcome.code,
        reply=outcome.reply[:500],
        outcome=outcome.verdict,
    )


def _still_ours(mail_id: int, worker: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        OutgoingMail.id == mail_id,
        OutgoingMail.lease_owner == worker,
        OutgoingMail.state == MailState.SENDING,
    )
