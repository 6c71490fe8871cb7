"""What the pages of the entry show, and the work that their forms describe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.directives.forms import quarter_label
from tracker.directives.models import Directive, SourceDocument
from tracker.directives.pages import document_name
from tracker.directives.rules import Mark, Segment, find_span, segments
from tracker.intake.forms import DirectiveForm
from tracker.intake.line_forms import RowForm, RowsForm
from tracker.tasks.assigning import NewDirective, NewIndicator, NewTask
from tracker.tasks.models import Task
from tracker.tasks.pages import standing_of
from tracker.tasks.queries import Almanac
from tracker.tasks.words import Standing, state_standing


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """A task under its directive."""

    code: str
    title: str
    href: str
    lead: str
    supporting: str
    due_on: date | None
    standing: Standing
    state: Standing


@dataclass(frozen=True, kw_only=True)
class DirectiveLine:
    """A directive of the document with its tasks; `is_marked` where its words stand in the text."""

    number: int
    quotation: str
    is_marked: bool
    field: str
    issuer: str
    tasks: Sequence[TaskLine]


@dataclass(frozen=True, kw_only=True)
class DocumentPage:
    """A document: its facts, its text with the marks, what was given from it, what may be done.

    `sentences` and `tasks` count all that was given; `closed` are the tasks that this reader may not read.
    """

    id: int
    subject: str
    name: str
    quarter: str
    facts: Sequence[tuple[str, str]]
    segments: Sequence[Segment]
    directives: Sequence[DirectiveLine]
    sentences: int
    tasks: int
    closed: int
    text_closed: bool
    index_href: str
    may_write: bool


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """The document that work is being entered from."""

    document_id: int
    subject: str
    name: str
    quarter: str
    text: Sequence[Segment]


def document_page(
    document: SourceDocument,
    given: Sequence[tuple[Directive, Sequence[Task]]],
    almanac: Almanac,
    *,
    may_write: bool,
    may_read: Callable[[Task], bool],
    is_own: bool,
) -> DocumentPage:
    """Put the page of a document together. A sentence stays closed whose tasks are, and with it the whole text."""
    kept = [(directive, [task for task in tasks if may_read(task)]) for directive, tasks in given]
    shown = [each for each, (_directive, tasks) in zip(kept, given, strict=True) if each[1] or not tasks]
    text_closed, total = len(shown) < len(given), sum(len(tasks) for _directive, tasks in given)
    org = None if is_own else document.organization_id
    return DocumentPage(
        id=document.id,
        subject=document.subject,
        name=document_name(document),
        quarter=_quarter(document),
        facts=[
            (_("Văn bản"), document_name(document)),
            (_("Nơi ban hành"), document.issuer),
            (_("Quý thực hiện"), _quarter(document)),
        ],
        segments=[] if text_closed else _text_of(document, [directive for directive, _tasks in shown]),
        directives=[_directive_line(directive, tasks, almanac) for directive, tasks in shown],
        sentences=len(given),
        tasks=total,
        closed=total - sum(len(tasks) for _directive, tasks in kept),
        text_closed=text_closed,
        index_href=url_for("directives.index", quarter=document.quarter, org=org),
        may_write=may_write,
    )


def entry_page(document: SourceDocument, given: Sequence[Directive]) -> EntryPage:
    """Put the head of an entry page together, with the text to look at."""
    return EntryPage(
        document_id=document.id,
        subject=document.subject,
        name=document_name(document),
        quarter=_quarter(document),
        text=_text_of(document, given),
    )


def directive_of(form: DirectiveForm, document: SourceDocument, taken: Sequence[tuple[int, int]]) -> NewDirective:
    """The directive a valid form describes: one task for each lead group."""
    span = _chosen_span(form, document.text) or find_span(document.text, form.quotation.data or "", taken)
    tasks = [
        NewTask(
            title=form.title.data or "",
            kind=form.kind.word,
            lead_group_id=lead,
            supporting_group_ids=tuple(form.supporting.data or ()),
            due_on=form.due_on.data,
            due_text=form.due_text.data or "",
            default_due_on=form.default_due_on.data,
            in_charge_id=form.in_charge.data,
            priority=form.priority.data,
            restricted=form.restricted.data,
            indicators=tuple(each.form.indicator() for each in form.indicators if each.form.is_used),
        )
        for lead in form.lead.data or []
    ]
    return NewDirective(
        quotation=form.quotation.data or "",
        field_id=form.field.data,
        issuer=form.issuer.data or "",
        start=span[0] if span else None,
        end=span[1] if span else None,
        tasks=tuple(tasks),
    )


def directives_of_rows(
    form: RowsForm, document: SourceDocument, taken: Sequence[tuple[int, int]]
) -> list[NewDirective]:
    """The directives the kept rows describe; a line that stands in the text twice is marked twice."""
    spans = list(taken)
    made = []
    for row in form.kept:
        span = find_span(document.text, row.quotation.data or "", spans)
        if span:
            spans.append(span)
        made.append(_directive_of_row(row, document, span, form.default_due_on.data))
    return made


def _directive_of_row(
    row: RowForm, document: SourceDocument, span: tuple[int, int] | None, default_due_on: date | None
) -> NewDirective:
    return NewDirective(
        quotation=row.quotation.data or row.title.data or "",
        field_id=row.field.data,
        issuer=document.issuer,
        start=span[0] if span else None,
        end=span[1] if span else None,
        tasks=(
            NewTask(
                title=row.title.data or "",
                kind=row.kind.word,
                lead_group_id=row.lead.data,
                supporting_group_ids=tuple(row.supporting.data or ()),
                due_on=row.due_on.data,
                due_text=row.due_text.data or "",
                default_due_on=default_due_on,
                indicators=_indicator_of_row(row),
            ),
        ),
    )


def _indicator_of_row(row: RowForm) -> tuple[NewIndicator, ...]:
    """A line that names a unit is to reach a number of it."""
    if not row.unit.data:
        return ()
    name = (row.title.data or "")[:200]
    return (NewIndicator(name=name, unit=row.unit.data, target=row.target.data),)


def _chosen_span(form: DirectiveForm, text: str) -> tuple[int, int] | None:
    """The place the entry was opened from, if the quotation still stands there."""
    try:
        start = int(form.start.data)
    except (TypeError, ValueError):
        return None
    end = start + len(form.quotation.data or "")
    return (start, end) if start >= 0 and text[start:end] == form.quotation.data else None


def _directive_line(directive: Directive, tasks: Sequence[Task], almanac: Almanac) -> DirectiveLine:
    return DirectiveLine(
        number=directive.number,
        quotation=directive.quotation,
        is_marked=directive.start is not None,
        field=directive.field.name if directive.field else "",
        issuer=directive.issuer,
        tasks=[_task_line(task, almanac) for task in tasks],
    )


def _task_line(task: Task, almanac: Almanac) -> TaskLine:
    return TaskLine(
        code=task.code,
        title=task.title,
        href=url_for("tasks.task", task_id=task.id),
        lead=task.lead_group.short_name,
        supporting=", ".join(each.group.short_name for each in task.supporting),
        due_on=task.due_on,
        standing=standing_of(task, almanac),
        state=state_standing(task.state),
    )


def _text_of(document: SourceDocument, directives: Sequence[Directive]) -> list[Segment]:
    return segments(
        document.text,
        [
            Mark(number=each.number, start=each.start, end=each.end)
            for each in directives
            if each.start is not None and each.end is not None
        ],
    )


def _quarter(document: SourceDocument) -> str:
    return quarter_label(Quarter.parse(document.quarter))
