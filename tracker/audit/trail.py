"""Writing the trail, inside the transaction of the change it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from tracker.audit.models import AuditEntry
from tracker.core.marked_rows import write_row


class Acting(Protocol):
    """What the trail needs to know of an actor."""

    @property
    def account_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


def record(
    session: Session,
    *,
    actor: Acting,
    now: datetime,
    organization_id: int,
    action: str,
    subject: str,
    subject_id: int,
    subject_label: str = "",
    task_id: int | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> None:
    """Write the one entry of a change. `changes` maps a field to (before, after), plain JSON values or dates."""
    entry = {
        "organization_id": organization_id,
        "actor_id": actor.account_id,
        "actor_name": actor.name,
        "at": now,
        "action": action,
        "subject": subject,
        "subject_id": subject_id,
        "subject_label": subject_label[:300],
        "task_id": task_id,
        "changes": {name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()},
        "reason": reason,
    }
    write_row(session, AuditEntry, entry)


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str | list) else str(value)
