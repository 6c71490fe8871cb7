"""How a made-up task went: reported in time or late, answered or not, sent back, carried over, silent."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from tracker.core.quarter import Quarter
from tracker.tasks.status import ReviewDecision, SelfRating, State

MORNING = time(2, 30, tzinfo=UTC)
ENDED_QUARTER = (0.84, 0.92, 0.96)
"""Of a quarter that has ended: done in time, done late, carried over; the rest is still owed."""


@dataclass
class Story:
    """How one task went: its state now, its columns, the updates on the way."""

    state: State
    given: date
    heard: date | None = None
    reported: date | None = None
    confirmed: date | None = None
    returned: date | None = None
    rating: SelfRating | None = None

    @property
    def last(self) -> date | None:
        """The day of the latest update."""
        return self.reported or self.heard

    @property
    def answer(self) -> ReviewDecision | None:
        """What the office answered."""
        if self.state is State.COMPLETED:
            return ReviewDecision.CONFIRMED
        return ReviewDecision.RETURNED if self.state is State.RETURNED else None

    @property
    def answered(self) -> date:
        """The day on which it did."""
        return self.confirmed or self.returned or self.given

    @property
    def task(self) -> dict[str, Any]:
        """The columns of the task that its story decides."""
        since = self.confirmed or self.returned or self.last or self.given
        return {
            "state": self.state,
            "state_since": datetime.combine(since, MORNING),
            "self_rating": SelfRating.DONE if self.reported else self.rating,
            "reported_on": self.reported,
            "confirmed_on": self.confirmed,
            "returned_on": self.returned,
            "last_update_on": self.last,
        }

    @property
    def steps(self) -> list[tuple[date, State, State]]:
        """Day, state before, state after: one on the way if there was time, and the last one."""
        if self.last is None:
            return []
        ended = self.reported is not None or self.returned is not None
        middle = self.given + (self.last - self.given) / 2
        found = [(middle, State.NOT_STARTED, State.IN_PROGRESS)] if middle > self.given else []
        before = State.IN_PROGRESS if found else State.NOT_STARTED
        return [*found, (self.last, before, State.AWAITING_CONFIRMATION if ended else State.IN_PROGRESS)]


def tell(chance: Random, quarter: Quarter, day: date, due: date | None, *, today: date) -> Story:
    """How a task given on `day` went, as far as it has gone by `today`."""
    end = due or quarter.last_day
    kept_in_time, kept_late, carried = ENDED_QUARTER
    luck = chance.random()
    reported = end - timedelta(days=chance.randrange(0, 12)) if luck < kept_in_time else None
    if kept_in_time <= luck < kept_late:
        reported = end + timedelta(days=chance.randrange(1, 15))
    if reported is not None and day < reported <= today - timedelta(days=1):
        confirmed = min(reported + timedelta(days=chance.randrange(0, 4)), today)
        if confirmed < today or quarter.last_day < today:
            return Story(State.COMPLETED, day, reported=reported, confirmed=confirmed)
        return Story(State.AWAITING_CONFIRMATION, day, reported=reported)
    if kept_late <= luck < carried and quarter.last_day < today:
        return Story(State.CARRIED_OVER, day, heard=quarter.last_day - timedelta(days=20))
    last = min(today, quarter.last_day)
    heard = last - timedelta(days=chance.randrange(0, 45))
    if heard <= day:
        return Story(State.NOT_STARTED, day)
    if luck > 0.985:  # noqa: PLR2004 - a few are sent back
        return Story(State.RETURNED, day, heard=heard, returned=heard)
    rating = SelfRating.AT_RISK if chance.random() < 0.08 else SelfRating.ON_TRACK  # noqa: PLR2004 - a few
    return Story(State.IN_PROGRESS, day, heard=heard, rating=rating)
