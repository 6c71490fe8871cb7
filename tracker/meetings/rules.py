"""What may be done with the conclusions of a meeting, and how long a screen in its room lives."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker.core.errors import Invalid, Refusal
from tracker.core.words import N_

LONGEST_NOTE = 2000
HOURS = (2, 4, 8)


class Screen(StrEnum):
    """Whether the address of a room's screen still shows anything."""

    OPEN = "open"
    OVER = "over"
    ENDED = "ended"


class AlreadyNoted(Refusal):
    """The same form was sent before, and its conclusion is kept."""

    def __init__(self) -> None:
        super().__init__(N_("Việc này đã được ghi nhận trước đó."))


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What has become of a conclusion."""

    taken_on: date | None
    dropped_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether it can still be put right, left out or taken over."""
        return self.taken_on is None and self.dropped_at is None


def check_note(text: str, task_id: int | None, tasks_of_group: Collection[int]) -> None:
    """A conclusion says something, and is about a task of its group or about the group."""
    if not text:
        raise Invalid(N_("Ghi nội dung kết luận."), field="text")
    if task_id is not None and task_id not in tasks_of_group:
        raise Invalid(N_("Chọn một mục có trong danh sách."), field="task_id")


def check_waits(fate: Fate) -> None:
    """Work that was given is changed as work; what was left out is first taken back."""
    if fate.taken_on is not None:
        raise Invalid(N_("Kết luận này đã được giao thành nhiệm vụ, không sửa ở đây được nữa."))
    if fate.dropped_at is not None:
        raise Invalid(N_("Kết luận này đã bỏ. Khôi phục rồi mới dùng được."))


def check_dropped(fate: Fate) -> None:
    """Only what was left out can come back."""
    if fate.dropped_at is None:
        raise Invalid(N_("Kết luận này chưa bỏ."))


def end_of(now: datetime, hours: int) -> datetime:
    """When an address made now stops showing anything."""
    if hours not in HOURS:
        raise Invalid(N_("Chọn một mục có trong danh sách."), field="hours")
    return now + timedelta(hours=hours)


def screen_at(now: datetime, *, expires_at: datetime, ended_at: datetime | None) -> Screen:
    """How an address stands at this moment; its last moment is already over."""
    if ended_at is not None:
        return Screen.ENDED
    return Screen.OPEN if now < expires_at else Screen.OVER
