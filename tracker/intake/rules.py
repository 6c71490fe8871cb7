"""What makes sense as work to be given: its groups, its deadline, the person in charge, its indicators.

Each check gives the refusals found, with the name of the form's field, so that all are shown at once.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from tracker.core.days import format_day
from tracker.core.errors import Invalid, Refusal
from tracker.core.words import N_


@dataclass(frozen=True, kw_only=True)
class Work:
    """What was chosen for one directive or one line."""

    lead_group_ids: Collection[int]
    supporting_group_ids: Collection[int]
    due_on: date | None
    no_deadline: bool
    default_due_on: date | None = None
    in_charge_id: int | None = None
    lacks_number: bool = False


def check_work(work: Work, *, issued_on: date, seats: Collection[tuple[int, int]] = ()) -> list[Refusal]:
    """Refusals of the whole; `seats` are the pairs (group, person) of today."""
    return [
        *_check_groups(work),
        *_check_deadline(work, issued_on),
        *_check_person(work, seats),
        *_check_number(work),
    ]


def _check_groups(work: Work) -> Iterable[Refusal]:
    if not work.lead_group_ids:
        yield Invalid(N_("Chọn đúng một đơn vị chủ trì."), field="lead")
    if set(work.lead_group_ids) & set(work.supporting_group_ids):
        yield Invalid(N_("Đơn vị chủ trì không đồng thời là đơn vị phối hợp. Bỏ chọn một bên."), field="supporting")


def _check_deadline(work: Work, issued_on: date) -> Iterable[Refusal]:
    if work.due_on is None and not work.no_deadline:
        yield Invalid(N_("Ghi hạn như 20/06/2026, hoặc chọn “Không giao hạn”."), field="due_on")
    if work.due_on is not None and work.no_deadline:
        yield Invalid(N_("Đã chọn “Không giao hạn” thì để trống ô hạn, hoặc bỏ chọn."), field="due_on")
    for name, day in (("due_on", work.due_on), ("default_due_on", work.default_due_on if work.no_deadline else None)):
        if day is not None and day < issued_on:
            yield Invalid(
                N_("Hạn không thể trước ngày ban hành văn bản, %(day)s."), field=name, day=format_day(issued_on)
            )


def _check_person(work: Work, seats: Collection[tuple[int, int]]) -> Iterable[Refusal]:
    if work.in_charge_id is None:
        return
    if len(work.lead_group_ids) > 1:
        yield Invalid(
            N_("Chỉ chọn người phụ trách khi có một đơn vị chủ trì; nhiều đơn vị thì mỗi đơn vị tự phân công."),
            field="in_charge",
        )
    elif work.lead_group_ids and (next(iter(work.lead_group_ids)), work.in_charge_id) not in seats:
        yield Invalid(N_("Người phụ trách phải là thành viên của đơn vị chủ trì."), field="in_charge")


def _check_number(work: Work) -> Iterable[Refusal]:
    """Without a unit nobody could ever report the number that completes such a task."""
    if work.lacks_number:
        yield Invalid(N_("Việc đạt chỉ tiêu số cần đơn vị tính, như ha, tỷ đồng, tiêu chí/xã."), field="unit")


def check_indicator(*, name: str, unit: str, others: Collection[object]) -> list[Refusal]:
    """An indicator that says anything has a name and a unit."""
    if not name and not unit and not any(other is not None and other != "" for other in others):
        return []
    refusals: list[Refusal] = []
    if not name:
        refusals.append(Invalid(N_("Ghi tên chỉ tiêu, hoặc để trống cả dòng."), field="name"))
    if not unit:
        refusals.append(Invalid(N_("Ghi đơn vị tính, như ha, tỷ đồng, tiêu chí/xã."), field="unit"))
    return refusals
