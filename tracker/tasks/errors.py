"""Refusals that the pages of this room tell apart."""

from datetime import datetime

from tracker.core.errors import Stale
from tracker.core.words import N_


class ChangedMeanwhile(Stale):
    """The task changed since the form was shown: by whom and when, so that both texts can be compared."""

    def __init__(self, *, name: str, at: datetime) -> None:
        super().__init__(N_("Đ/c %(name)s vừa sửa mục này. Đối chiếu rồi gửi lại."), name=name)
        self.name = name
        self.at = at


class AlreadyRecorded(Stale):
    """The very same form was sent before."""

    def __init__(self) -> None:
        super().__init__(N_("Việc này đã được ghi nhận trước đó."))
