"""The list of documents, and entering and correcting one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, current_reader, demand
from tracker.accounts.policy import Right, Subject, allows
from tracker.core.clock import now, today
from tracker.core.database import db
from tracker.core.errors import NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.directives.actions import add_document, edit_document
from tracker.directives.forms import DocumentForm, quarter_choices, seen_version
from tracker.directives.models import SourceDocument
from tracker.directives.pages import EditPage, index_page, saved_facts
from tracker.directives.queries import directives_of, get_document, list_documents, organizations_read_by
from tracker.directives.queries import quarters_with_documents as quarters_used
from tracker.web.paging import page_number

bp = Blueprint("directives", __name__)


@bp.get("/documents")
def index() -> ResponseReturnValue:
    """The documents of an organization, by quarter."""
    session = db.session()
    organization_id = _organization_asked()
    actor = demand(Right.SEE_DOCUMENTS, organization_id=organization_id, hidden=True)
    quarter = _quarter_asked()
    found = list_documents(session, organization_id=organization_id, quarter=quarter, page=page_number())
    page = index_page(
        found,
        number=page_number(),
        quarter=quarter,
        quarters=quarters_used(session, organization_id),
        organizations=organizations_read_by(session, actor),
        organization_id=organization_id,
        may_write=allows(actor, Right.ASSIGN, Subject(organization_id=organization_id)),
    )
    return render_template("directives/index.html", page=page)


@bp.route("/documents/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Enter a document."""
    demand(Right.SEE_DOCUMENTS, hidden=True)
    actor = demand(Right.ASSIGN)
    this_quarter = _this_quarter()
    form = DocumentForm(quarters=quarter_choices(this_quarter))
    if request.method != "POST":
        form.quarter.data = _quarter_asked() or str(this_quarter)
    elif form.validate():
        try:
            document = add_document(form.facts(), actor=actor, now=now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Đã lưu văn bản. Bây giờ giao nhiệm vụ từ văn bản này."), "success")
            return redirect(url_for("directives.document", document_id=document.id), 303)
    return render_template("directives/new.html", form=form), _status()


@bp.route("/documents/<int:document_id>/edit", methods=["GET", "POST"])
def edit(document_id: int) -> ResponseReturnValue:
    """Correct the facts of a document; its text too while no directive quotes it."""
    document = document_to_change(document_id)
    form = DocumentForm(quarters=quarter_choices(_this_quarter(), also=document.quarter), obj=document)
    locked = any(each.start is not None for each in directives_of(db.session(), document_id))
    status = _status()
    if request.method == "POST" and form.validate():
        try:
            facts = form.facts(text=document.text if locked else None)
            edit_document(document_id, seen_version(form), facts, actor=current_actor(), now=now())
        except Stale:
            status = 409
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            flash(_("Đã lưu văn bản."), "success")
            return redirect(url_for("directives.document", document_id=document_id), 303)
    page = _edit_page(document_id, form, locked=locked, stale=status == 409)  # noqa: PLR2004
    return render_template("directives/edit.html", page=page, form=form), status


def document_to_change(document_id: int) -> SourceDocument:
    """The document, for the office it belongs to: a reader is told no, for others it does not exist."""
    document = get_document(db.session(), document_id, actor=current_actor())
    demand(Right.ASSIGN, organization_id=document.organization_id)
    return document


def _edit_page(document_id: int, form: DocumentForm, *, locked: bool, stale: bool) -> EditPage:
    """After a stale form the page shows what is stored now beside what was typed, and may be sent again."""
    document = get_document(db.session(), document_id, actor=current_actor())
    if stale:
        form.version.data = str(document.version)
    return EditPage(
        document_id=document.id,
        subject=document.subject,
        locked=locked,
        saved=saved_facts(document) if stale else (),
    )


def _this_quarter() -> Quarter:
    return Quarter.of(today(current_reader().time_zone, now()))


def _quarter_asked() -> str | None:
    text = request.args.get("quarter", "")
    if not text:
        return None
    try:
        return str(Quarter.parse(text))
    except ValueError as error:
        raise NotFound from error


def _organization_asked() -> int:
    """The organization in the address, the reader's own without one; what it may show is asked afterwards."""
    return request.args.get("org", type=int) or current_actor().organization_id


def _status() -> int:
    return 422 if request.method == "POST" else 200
