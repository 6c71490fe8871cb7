"""What befalls the whole machine and not one organization: each of them reads of it in its own trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tracker.accounts.actor import system
from tracker.audit.trail import record
from tracker.organizations.queries import all_organizations

Changes = Mapping[str, tuple[Any, Any]]


def record_everywhere(
    session: Session, action: str, *, now: datetime, reason: str = "", changes: Changes | None = None
) -> None:
    """Let the system say so in the trail of every organization."""
    for organization in all_organizations(session):
        record(
            session,
            actor=system(organization.id),
            now=now,
            organization_id=organization.id,
            action=action,
            subject="sending",
            subject_id=0,
            reason=reason,
            changes=changes,
        )
