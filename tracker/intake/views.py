"""From a document to tasks: its page, the entry of one directive, the entry of many pasted lines."""

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, current_reader
from tracker.accounts.policy import Right, Subject, allows
from tracker.calendar.queries import working_calendar
from tracker.core.clock import now, today
from tracker.core.database import db
from tracker.core.errors import Refusal
from tracker.core.languages import gettext as _
from tracker.core.languages import say
from tracker.core.quarter import Quarter
from tracker.directives.models import SourceDocument
from tracker.directives.queries import directives_of, get_document
from tracker.directives.views import bp as documents
from tracker.directives.views import document_to_change
from tracker.intake.actions import give
from tracker.intake.errors import AlreadyGiven
from tracker.intake.forms import DirectiveForm, refuse_all
from tracker.intake.line_forms import PasteForm, RowsForm
from tracker.intake.lines import LONGEST_TITLE, check_lines, read_lines
from tracker.intake.notes import note_lines
from tracker.intake.pages import directive_of, directives_of_rows, document_page, entry_page
from tracker.intake.queries import Choices, choices_in, directives_with_tasks, taken_spans
from tracker.intake.remarks import remarks_on
from tracker.meetings.queries import notes_for
from tracker.tasks.assigning import NewDirective
from tracker.tasks.loading import subject_of
from tracker.tasks.queries import almanac

bp = Blueprint("intake", __name__)


@documents.get("/documents/<int:document_id>")
def document(document_id: int) -> ResponseReturnValue:
    """A document with its marks and what was given from it. Stands here because it shows tasks."""
    session, actor = db.session(), current_actor()
    found = get_document(session, document_id, actor=actor)
    page = document_page(
        found,
        directives_with_tasks(session, document_id),
        almanac(session, found.organization_id, now()),
        may_write=allows(actor, Right.ASSIGN, Subject(organization_id=found.organization_id)),
        may_read=lambda task: allows(actor, Right.SEE_TASK, subject_of(task)),
        is_own=found.organization_id == actor.organization_id,
    )
    return render_template("intake/document.html", page=page)


@bp.route("/documents/<int:document_id>/directives/new", methods=["GET", "POST"])
def directive(document_id: int) -> ResponseReturnValue:
    """Enter one directive and give it to one or several lead groups."""
    found = document_to_change(document_id)
    form = DirectiveForm(choices=_choices(found), data=_prefilled(found))
    if request.method == "POST" and form.accepts(issued_on=found.issued_on):
        new = directive_of(form, found, taken_spans(db.session(), document_id))
        try:
            return _give(found, [new], form.key)
        except Refusal as refusal:
            form.refuse(refusal)
    page = entry_page(found, directives_of(db.session(), document_id))
    form.form_key.data = form.key
    return render_template("intake/directive.html", page=page, form=form), _status()


@bp.route("/documents/<int:document_id>/lines", methods=["GET", "POST"])
def lines(document_id: int) -> ResponseReturnValue:
    """Enter many lines at once: paste them, check them as rows, give them."""
    found = document_to_change(document_id)
    choices, quarter = _choices(found), Quarter.parse(found.quarter)
    if request.method == "POST" and request.form.get("action") == "assign":
        return _assign_rows(found, choices)
    notes = notes_for(db.session(), found.organization_id, quarter)
    form = PasteForm(choices=choices, notes=note_lines(notes), data={"default_due_on": quarter.last_day})
    if request.method == "POST":
        pasted = read_lines(form.lines.data or "", choices.group_names, today=_today())
        if refuse_all(form, check_lines(pasted, beside=len(form.taken_notes)), valid=bool(form.validate())):
            rows = RowsForm(
                formdata=None,
                choices=choices,
                data={"rows": form.rows(pasted), "default_due_on": form.default_due_on.data},
            )
            return _rows_page(found, rows)
    page = entry_page(found, directives_of(db.session(), document_id))
    return render_template("intake/lines.html", page=page, form=form, notes=notes), _status()


def _assign_rows(found: SourceDocument, choices: Choices) -> ResponseReturnValue:
    form = RowsForm(choices=choices)
    if form.accepts(issued_on=found.issued_on):
        new = directives_of_rows(form, found, taken_spans(db.session(), found.id))
        try:
            return _give(found, new, form.key, form.note_ids)
        except Refusal as refusal:
            form.refuse(refusal)
    return _rows_page(found, form, status=422)


def _rows_page(found: SourceDocument, form: RowsForm, status: int = 200) -> ResponseReturnValue:
    form.form_key.data = form.key
    page = entry_page(found, directives_of(db.session(), found.id))
    calendar = working_calendar(db.session(), found.organization_id, _today())
    found_remarks = remarks_on([row.as_typed for row in form.row_forms], calendar)
    remarks = [[_(each.words, **each.values) for each in row] for row in found_remarks]
    return render_template("intake/rows.html", page=page, form=form, remarks=remarks), status


def _give(
    found: SourceDocument, new: list[NewDirective], form_key: str, note_ids: Sequence[int] = ()
) -> ResponseReturnValue:
    """Give the work and go to the document. A second sending goes there too and says so."""
    try:
        tasks = give(found.id, new, form_key=form_key, note_ids=note_ids, actor=current_actor(), now=now())
    except AlreadyGiven as refusal:
        flash(say(refusal), "success")
    else:
        groups = {task.lead_group_id for task in tasks}
        flash(_("Đã giao %(n)s nhiệm vụ cho %(m)s đơn vị.", n=len(tasks), m=len(groups)), "success")
        unmarked = sum(each.start is None for each in new) if found.text else 0
        if unmarked:
            flash(_("%(n)s câu không có nguyên văn trong văn bản nên không được đánh dấu.", n=unmarked), "success")
    return redirect(url_for("directives.document", document_id=found.id), 303)


def _prefilled(found: SourceDocument) -> dict[str, object]:
    """What a new directive begins with: the span in the address, the document's issuer, the end of the quarter."""
    start, end = request.args.get("start", type=int), request.args.get("end", type=int)
    ready: dict[str, object] = {
        "issuer": found.issuer,
        "default_due_on": Quarter.parse(found.quarter).last_day,
    }
    if start is not None and end is not None and 0 <= start < end <= len(found.text):
        quotation = found.text[start:end]
        ready.update(start=str(start), quotation=quotation, title=_title_of(quotation))
    return ready


def _title_of(quotation: str) -> str:
    """The sentence as a title, if it is short enough to be one."""
    line = " ".join(quotation.split()).rstrip(" .;,")
    return line[:1].upper() + line[1:] if len(line) <= LONGEST_TITLE else ""


def _choices(found: SourceDocument) -> Choices:
    return choices_in(db.session(), found.organization_id, _today())


def _today() -> date:
    return today(current_reader().time_zone, now())


def _status() -> int:
    return 422 if request.method == "POST" else 200
