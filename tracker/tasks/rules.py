"""The rules of a task: what its dates say, which changes of state are possible, what its completion needs.

Plain values in; a value, or a refusal, out. `conditions.py` says the same of the dates in SQL, and a test
holds the two equal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.calendar.rules import WorkingCalendar
from tracker.core.errors import Invalid, Refusal, SeveralRefusals
from tracker.core.words import N_
from tracker.tasks.status import (
    ALIVE_STATES,
    LEFT_STATES,
    OPEN_STATES,
    Kind,
    SelfRating,
    State,
    Timeliness,
)

SOON_WORKING_DAYS = 7
SILENT_WORKING_DAYS = 15
SHORTEST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class DayView:
    """What today means for deadlines and for silence, worked out once from the working calendar.

    A deadline up to `soon_until` is near; a group last heard on or before `silent_from` is silent.
    """

    today: date
    soon_until: date
    silent_from: date


def day_view(today: date, calendar: WorkingCalendar, *, silent_after: int = SILENT_WORKING_DAYS) -> DayView:
    """The view of one day; an office may call a group silent after another number of working days."""
    return DayView(
        today=today,
        soon_until=calendar.shift(today, SOON_WORKING_DAYS),
        silent_from=calendar.shift(today, -silent_after),
    )


@dataclass(frozen=True, kw_only=True)
class Dates:
    """What of a task its timeliness and its silence are computed from."""

    state: State
    due_on: date | None
    reported_on: date | None
    assigned_on: date
    last_update_on: date | None


def timeliness(task: Dates, view: DayView) -> Timeliness | None:
    """Where the task stands against its deadline; None once it has left the quarter's count.

    Judged by the day the group reported completion: while the office has not answered, a report made in
    time keeps the task in term, and one made late keeps it overdue.
    """
    if task.state in LEFT_STATES:
        return None
    if task.due_on is None:
        return Timeliness.NO_DEADLINE
    judged = task.reported_on or view.today
    if task.state is State.COMPLETED:
        return Timeliness.DONE_ON_TIME if judged <= task.due_on else Timeliness.DONE_LATE
    if task.state is State.AWAITING_CONFIRMATION:
        return Timeliness.IN_TERM if judged <= task.due_on else Timeliness.OVERDUE
    if view.today > task.due_on:
        return Timeliness.OVERDUE
    return Timeliness.DUE_SOON if task.due_on <= view.soon_until else Timeliness.IN_TERM


def is_silent(task: Dates, view: DayView) -> bool:
    """Whether the group owes work and has not been heard for so many working days."""
    return task.state in OPEN_STATES and (task.last_update_on or task.assigned_on) <= view.silent_from


def is_updated(task: Dates, view: DayView) -> bool:
    """Whether the group owes work and has said something of it within so many working days."""
    return task.state in OPEN_STATES and task.last_update_on is not None and task.last_update_on > view.silent_from


@dataclass(frozen=True, kw_only=True)
class Product:
    """What a report of completion brings, as far as each kind asks for it."""

    document_number: str = ""
    document_date: date | None = None
    has_indicators: bool = True
    has_values: bool = False
    cases_remaining: int | None = None
    launched_on: date | None = None
    closing_note: str = ""


def faults_of_product(kind: Kind, product: Product, today: date) -> list[Refusal]:
    """What a report of completion lacks of what the kind promises, or dates in the future; each with its field."""
    refusals = _MISSING[kind](product)
    for name, day in (("document_date", product.document_date), ("launched_on", product.launched_on)):
        if day is not None and day > today:
            refusals.append(Invalid(N_("Ngày này chưa tới; ghi ngày đã có thật."), field=name))
    return refusals


def _missing_document(product: Product) -> list[Refusal]:
    refusals: list[Refusal] = []
    if not product.document_number:
        refusals.append(Invalid(N_("Cần số, ngày văn bản ban hành để báo hoàn thành."), field="document_number"))
    if product.document_date is None:
        refusals.append(Invalid(N_("Cần ngày ban hành văn bản để báo hoàn thành."), field="document_date"))
    return refusals


def _missing_number(product: Product) -> list[Refusal]:
    if product.has_indicators and not product.has_values:
        return [Invalid(N_("Cần số đạt được để báo hoàn thành."), field="values")]
    if not product.has_indicators and len(product.closing_note) < SHORTEST_REASON:
        return [Invalid(N_("Ghi số đã đạt trong một câu, ít nhất 10 ký tự, để báo hoàn thành."), field="closing_note")]
    return []


def _missing_cases(product: Product) -> list[Refusal]:
    if product.cases_remaining is None:
        return [Invalid(N_("Ghi số vụ còn lại; chỉ báo hoàn thành khi còn lại 0."), field="cases_remaining")]
    if product.cases_remaining != 0:
        sentence = N_("Còn %(n)s vụ chưa xong: chưa báo hoàn thành được. Chọn tình hình khác, hoặc giải quyết hết.")
        return [Invalid(sentence, field="cases_remaining", n=product.cases_remaining)]
    return []


def _missing_launch(product: Product) -> list[Refusal]:
    if product.launched_on is None:
        return [Invalid(N_("Cần ngày phát động để báo hoàn thành."), field="launched_on")]
    return []


def _missing_note(product: Product) -> list[Refusal]:
    if len(product.closing_note) < SHORTEST_REASON:
        return [Invalid(N_("Ghi một câu kết thúc, ít nhất 10 ký tự, để báo hoàn thành."), field="closing_note")]
    return []


_MISSING: dict[Kind, Callable[[Product], list[Refusal]]] = {
    Kind.DELIVER_DOCUMENT: _missing_document,
    Kind.REACH_NUMBER: _missing_number,
    Kind.HANDLE_CASES: _missing_cases,
    Kind.MILESTONE: _missing_launch,
    Kind.ONGOING_ACTIVITY: _missing_note,
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a group says in one update, as the rules need it; `directed` if a direction waits for an answer."""

    is_lead: bool
    no_change: bool
    self_rating: SelfRating | None
    done_text: str
    expected_on: date | None = None
    directed: bool = False


def decide_update(state: State, report: Report) -> State:
    """The state after the update, or a refusal."""
    if state not in ALIVE_STATES:
        raise Invalid(N_("Việc này đã kết thúc, không cập nhật được nữa."))
    if state is State.AWAITING_CONFIRMATION and report.is_lead:
        raise Invalid(N_("Việc này đang chờ Văn phòng xác nhận. Đợi trả lời rồi cập nhật tiếp."))
    if report.no_change:
        return _unchanged(state, report)
    if not report.is_lead:
        return state
    if report.self_rating is SelfRating.DONE:
        return State.AWAITING_CONFIRMATION
    return State.IN_PROGRESS


def _unchanged(state: State, report: Report) -> State:
    """Whoever was asked something cannot answer that nothing is new, nor a group whose part is still to come."""
    if not report.is_lead:
        raise Invalid(N_("Đơn vị phối hợp ghi phần việc đã làm; “Không thay đổi” là câu trả lời của đơn vị chủ trì."))
    if state is State.RETURNED:
        raise Invalid(N_("Việc bị trả lại cần nội dung mới: sửa theo ý kiến của Văn phòng rồi gửi lại."))
    if report.directed:
        raise Invalid(N_("Việc này có ý kiến chỉ đạo chưa trả lời: ghi việc đã làm rồi gửi."))
    return State.IN_PROGRESS if state is State.NOT_STARTED else state


def faults_of_report(report: Report, today: date) -> list[Refusal]:
    """An update that says something answers the first and the third question, and looks ahead, not back."""
    if report.no_change:
        return []
    refusals: list[Refusal] = []
    if report.self_rating is None:
        refusals.append(Invalid(N_("Chọn một câu trả lời về tình hình thực hiện."), field="self_rating"))
    if not report.done_text:
        sentence = N_("Ghi ít nhất một câu về việc đã làm, hoặc chọn “Không thay đổi”.")
        refusals.append(Invalid(sentence, field="done_text"))
    finished = report.self_rating is SelfRating.DONE
    if report.expected_on is not None and report.expected_on < today and not finished:
        refusals.append(Invalid(N_("Ngày dự kiến đã qua; ghi một ngày sắp tới, hoặc để trống."), field="expected_on"))
    return refusals


def refuse(refusals: Sequence[Refusal]) -> None:
    """Raise what was found wrong, if anything: all of it at once, so that nobody mends one thing at a time."""
    if len(refusals) > 1:
        raise SeveralRefusals(list(refusals))
    if refusals:
        raise refusals[0]


def faults_of_deadline(old: date | None, new: date | None, assigned_on: date) -> list[Refusal]:
    """A deadline moves somewhere else, and not to before the task was given."""
    if new == old:
        return [Invalid(N_("Hạn mới trùng với hạn cũ."), field="due_on")]
    if new is not None and new < assigned_on:
        return [Invalid(N_("Hạn không thể trước ngày giao việc."), field="due_on")]
    return []


def check_alive(state: State) -> None:
    """A task that has ended is not changed any more: the quarter's figures stand."""
    if state not in ALIVE_STATES:
        raise Invalid(N_("Việc này đã kết thúc, không sửa được nữa."))
