"""Refusals of the entry."""

from tracker.core.errors import Refusal
from tracker.core.words import N_


class AlreadyGiven(Refusal):
    """The same form was sent before, and its work is given."""

    def __init__(self) -> None:
        super().__init__(N_("Việc này đã được ghi nhận trước đó."))
