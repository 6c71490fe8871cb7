"""What is kept of a group's word besides the word itself: files, numbers, and what the one who asked for it learns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from tracker.core.errors import NotFound
from tracker.core.marked_rows import write_row
from tracker.indicators.models import Measurement
from tracker.tasks.models import Evidence, Task
from tracker.tasks.status import State
from tracker.tasks.uploads import StoredFile


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What was recorded of a group's word: the update's id, for whom it spoke, and how it moved the task."""

    id: int
    group_id: int
    reported_on: date
    from_state: State
    to_state: State
    no_change: bool

    @property
    def reports_completion(self) -> bool:
        """Whether the office has something to confirm since."""
        return self.to_state is State.AWAITING_CONFIRMATION and self.from_state is not self.to_state


def write_files(session: Session, task: Task, files: Sequence[StoredFile], made: Recorded, now: datetime) -> None:
    """The files that came with an update."""
    for file in files:
        row = {
            "organization_id": task.organization_id,
            "task_id": task.id,
            "status_update_id": made.id,
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": file.sha256,
            "created_at": now,
        }
        write_row(session, Evidence, row)


def write_measurements(
    session: Session, task: Task, values: Mapping[int, Decimal], made: Recorded, now: datetime
) -> None:
    """What was reached of each number of the task."""
    known = {each.id: each for each in task.indicators} if values else {}
    if not set(values) <= set(known):
        raise NotFound
    for indicator_id, value in values.items():
        row = {
            "organization_id": task.organization_id,
            "indicator_id": indicator_id,
            "status_update_id": made.id,
            "value": value,
            "qualifier": known[indicator_id].qualifier,
            "measured_on": made.reported_on,
            "created_at": now,
        }
        write_row(session, Measurement, row)
