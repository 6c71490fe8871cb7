"""Refusals that the pages of this room tell apart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tracker.core.errors import Stale
from tracker.core.words import N_


@dataclass(frozen=True, kw_only=True)
class Change:
    """What somebody else did to a task, as the trail tells it; `clock` is the hour on the wall of the organization."""

    name: str
    at: datetime
    clock: str
    action: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


class ChangedMeanwhile(Stale):
    """The task changed since the form was shown: by whom and when, so that both texts can be compared.

    `change` is None where the trail knows of nothing: the form came without the version it was shown with.
    """

    def __init__(self, change: Change | None = None) -> None:
        if change is None:
            super().__init__()
        else:
            sentence = N_("Đ/c %(name)s vừa sửa mục này lúc %(clock)s. Đối chiếu rồi gửi lại.")
            super().__init__(sentence, name=change.name, clock=change.clock)
        self.change = change


class AlreadyRecorded(Stale):
    """The very same form was sent before."""

    def __init__(self) -> None:
        super().__init__(N_("Việc này đã được ghi nhận trước đó."))


class NewerDraft(Stale):
    """The signed-in person has kept a draft that the page of the link has not shown."""

    def __init__(self, clock: str) -> None:
        super().__init__(
            N_(
                "Lúc %(clock)s đồng chí đã lưu một bản nháp khi đăng nhập, trang này chưa có. "
                "Bản đó được giữ nguyên; đăng nhập để dùng, hoặc mở lại liên kết."
            ),
            clock=clock,
        )
