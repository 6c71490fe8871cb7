"""What is worth a second look on rows that are about to be given, though nothing is wrong with them. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tracker.calendar.rules import WorkingCalendar
from tracker.core.days import format_day
from tracker.core.text import fold
from tracker.core.words import N_

SAME = N_("Trùng với dòng %(n)s; bỏ một dòng nếu là cùng một việc.")
DAY_OFF = N_("Hạn rơi vào ngày nghỉ; ngày làm việc liền trước là %(day)s.")


class Remark(NamedTuple):
    """A sentence of the source language, and what stands in its places."""

    words: str
    values: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as typed."""

    title: str
    lead_group_id: int | None
    due_on: date | None
    dropped: bool


def remarks_on(rows: Sequence[Row], calendar: WorkingCalendar) -> list[list[Remark]]:
    """For each row the sentences to show beside it: the same work twice, a deadline on a day off."""
    first: dict[tuple[str, int | None], int] = {}
    found = []
    for number, row in enumerate(rows, 1):
        said: list[Remark] = []
        key = (fold(row.title).strip(" .;,"), row.lead_group_id)
        if not row.dropped and key[0]:
            same = first.setdefault(key, number)
            if same != number:
                said.append(Remark(SAME, {"n": same}))
        if not row.dropped and row.due_on is not None and not calendar.is_working(row.due_on):
            before = calendar.shift(row.due_on, 0)
            said.append(Remark(DAY_OFF, {"day": format_day(before)}))
        found.append(said)
    return found
