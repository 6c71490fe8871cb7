"""Saving the words of a report. There is nothing to save of its figures."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import NotAllowed, Stale
from tracker.core.quarter import Quarter
from tracker.reports.models import StatusReport
from tracker.reports.narrative import WRITTEN, Narrative
from tracker.reports.queries import find_report


def save_narrative(quarter: Quarter, narrative: Narrative, *, actor: Actor, now: datetime) -> StatusReport:
    """Keep the words of the actor's own committee; its version says which words the writer had before them."""
    if not allows(actor, Right.WRITE_REPORT, Subject(organization_id=actor.organization_id)):
        raise NotAllowed
    with transaction() as session:
        report = _hold(session, quarter, narrative.version, actor)
        changes = {
            name: (getattr(report, name) or "", text)
            for name in WRITTEN
            if (getattr(report, name) or "") != (text := getattr(narrative, name))
        }
        for name in WRITTEN:
            setattr(report, name, getattr(narrative, name))
        report.version = narrative.version + 1
        session.add(report)
        _flush(session)
        record(
            session,
            actor=actor,
            now=now,
            organization_id=report.organization_id,
            action="report.saved",
            subject="report",
            subject_id=report.id,
            subject_label=quarter.roman_label,
            changes=changes,
        )
    return report


def _hold(session: Session, quarter: Quarter, version: int, actor: Actor) -> StatusReport:
    found = find_report(session, actor.organization_id, quarter, hold=True)
    if (found.version if found else 0) != version:
        raise Stale
    return found or StatusReport(organization_id=actor.organization_id, quarter=str(quarter))


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:  # somebody saved the first words between our look and our write
        raise Stale from error
