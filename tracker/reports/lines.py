"""One line of the follow-up form: the facts of a task, and the sentences they become."""

from dataclasses import dataclass
from datetime import date

from tracker.board.words import Day
from tracker.core.days import format_day, format_document_day
from tracker.core.languages import gettext, ngettext
from tracker.core.words import N_
from tracker.directives.models import DOCUMENT_TYPE_WORDS, DocumentType
from tracker.reports.rules import PROGRESS_WORDS, Progress, progress_of
from tracker.tasks.rules import Dates, timeliness
from tracker.tasks.status import STATE_WORDS, TIMELINESS_KEYS, State, Timeliness


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """What is known of a task and of what its lead group said last."""

    id: int
    code: str
    title: str
    lead: str
    quotation: str
    document_type: DocumentType
    document_number: str
    document_on: date
    dates: Dates
    done_text: str
    closing_note: str
    product_number: str
    product_on: date | None
    proposal: str
    needs_decision: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the form, said in words; dates stay dates for cells that take them."""

    n: int
    task_id: int
    code: str
    title: str
    lead: str
    source: str
    document_number: str
    document_on: date
    content: str
    result: str
    proposal: str
    progress: Progress
    progress_word: str
    key: str
    detail: str
    due_on: date | None
    reported_on: date | None


def entry_of(n: int, line: TaskLine, day: Day) -> Entry:
    """The row of one task on one day."""
    where = timeliness(line.dates, day.view) or Timeliness.NO_DEADLINE
    progress = progress_of(where)
    return Entry(
        n=n,
        task_id=line.id,
        code=line.code,
        title=line.title,
        lead=line.lead,
        source=source_of(line),
        document_number=line.document_number,
        document_on=line.document_on,
        content=line.quotation,
        result=result_of(line),
        proposal=proposal_of(line),
        progress=progress,
        progress_word=gettext(PROGRESS_WORDS[progress]),
        key=TIMELINESS_KEYS[where],
        detail=detail_of(line.dates, where, day),
        due_on=line.dates.due_on,
        reported_on=line.dates.reported_on,
    )


def source_of(line: TaskLine) -> str:
    """12-TB/ĐU, ngày 03/4/2026; a paper without a number is called by its type."""
    name = line.document_number or gettext(DOCUMENT_TYPE_WORDS[line.document_type])
    return gettext(N_("%(number)s, ngày %(day)s"), number=name, day=format_document_day(line.document_on))


def result_of(line: TaskLine) -> str:
    """What was done, with the paper that came out of it."""
    said = [line.done_text, line.closing_note]
    if line.product_number:
        day = format_document_day(line.product_on) if line.product_on else "–"
        said.append(gettext(N_("Văn bản số %(number)s, ngày %(day)s."), number=line.product_number, day=day))
    return "\n".join(each for each in said if each) or gettext(N_("Chưa có báo cáo."))


def proposal_of(line: TaskLine) -> str:
    """What stands in the way, and whether it wants a decision."""
    if not line.needs_decision:
        return line.proposal
    wish = gettext(N_("Đề nghị cho ý kiến chỉ đạo."))
    return f"{line.proposal}\n{wish}" if line.proposal else wish


def detail_of(dates: Dates, where: Timeliness, day: Day) -> str:
    """Behind the three words: when it was finished, or how far it is from its deadline."""
    if where is Timeliness.NO_DEADLINE or dates.due_on is None:
        return gettext(STATE_WORDS[dates.state])
    due = gettext(N_("hạn %(day)s"), day=format_day(dates.due_on))
    return f"{_stands(dates, where, day)}, {due}"


def _stands(dates: Dates, where: Timeliness, day: Day) -> str:
    if where in {Timeliness.DONE_ON_TIME, Timeliness.DONE_LATE}:
        if dates.reported_on is None:
            return gettext(STATE_WORDS[State.COMPLETED])
        return gettext(N_("Hoàn thành %(day)s"), day=format_day(dates.reported_on))
    if where is Timeliness.OVERDUE and dates.due_on is not None:
        late = max(day.calendar.between(dates.due_on, dates.reported_on or day.view.today), 1)
        return ngettext("Quá hạn %(n)s ngày làm việc", "Quá hạn %(n)s ngày làm việc", late)
    return gettext(N_("Chưa đến hạn"))
