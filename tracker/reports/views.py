"""The report of a quarter: the page, its words, and the two files."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.actor import Actor
from tracker.accounts.pages import Difference, differences
from tracker.accounts.policy import Right, Subject, allows
from tracker.board.addresses import links_to, organization_in
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.core.quarter import Quarter
from tracker.organizations.models import Organization
from tracker.reports import actions
from tracker.reports.files import attachment
from tracker.reports.forms import NarrativeForm
from tracker.reports.loading import Report, load
from tracker.reports.narrative import WRITTEN, Narrative
from tracker.reports.page import page_of
from tracker.reports.queries import find_report, narrative_of
from tracker.reports.sending_page import sendings_of

bp = Blueprint("reports", __name__)


@bp.get("/reports/<quarter:quarter>")
def report(quarter: Quarter) -> ResponseReturnValue:
    """How the quarter stands, and what the office says of it."""
    actor, organization_id = _asked()
    found = load(db.session(), actor, organization_id, quarter, now())
    named = organization_id if len(actor.reads) > 1 else None
    return render_template(
        "reports/report.html",
        page=page_of(found, links_to(named, quarter)),
        sendings=sendings_of(db.session(), organization_id, quarter),
        weekly=db.session().get_one(Organization, organization_id).weekly_report,
        organization_id=named,
        writes=allows(actor, Right.WRITE_REPORT, Subject(organization_id=organization_id)),
    )


@bp.get("/reports/<quarter:quarter>/workbook")
def workbook(quarter: Quarter) -> ResponseReturnValue:
    """The same figures and lines as a workbook."""
    from tracker.reports.workbook import workbook_of  # noqa: PLC0415 - read by the first that is asked for, not at each start

    found = _found(quarter)
    return attachment(workbook_of(found), found, "xlsx")


@bp.get("/reports/<quarter:quarter>/document")
def document(quarter: Quarter) -> ResponseReturnValue:
    """The same as a paper in the Party's layout."""
    from tracker.reports.document import document_of  # noqa: PLC0415 - the same

    found = _found(quarter)
    return attachment(document_of(found), found, "docx")


@bp.route("/reports/<quarter:quarter>/edit", methods=["GET", "POST"])
def edit(quarter: Quarter) -> ResponseReturnValue:
    """The words of the own committee's report. Its figures are on no form."""
    demand(Right.SEE_REPORTS, hidden=True)
    actor = demand(Right.WRITE_REPORT)
    stored = _stored(actor, quarter)
    form = NarrativeForm(obj=stored)
    if not form.is_submitted():
        return _edit_page(form, quarter)
    if not form.validate():
        return _edit_page(form, quarter, status=422)
    try:
        actions.save_narrative(quarter, form.narrative, actor=actor, now=now())
    except Stale:
        stored = _stored(actor, quarter)
        form.version.data = stored.version
        found = differences(form, {name: getattr(stored, name) for name in WRITTEN})
        return _edit_page(form, quarter, status=409, changes=found)
    except Refusal as refusal:
        form.refuse(refusal)
        return _edit_page(form, quarter, status=refusal.status)
    flash(_("Đã lưu phần lời của báo cáo."))
    return redirect(url_for("reports.report", quarter=quarter), 303)


def _asked() -> tuple[Actor, int]:
    """Who asks, and for which committee: the own one, or one below it that the address names."""
    asked = organization_in("org")
    demand(Right.SEE_REPORTS, organization_id=asked, hidden=True)
    actor = current_actor()
    return actor, asked or actor.organization_id


def _found(quarter: Quarter) -> Report:
    actor, organization_id = _asked()
    return load(db.session(), actor, organization_id, quarter, now())


def _stored(actor: Actor, quarter: Quarter) -> Narrative:
    return narrative_of(find_report(db.session(), actor.organization_id, quarter))


def _edit_page(
    form: NarrativeForm, quarter: Quarter, *, status: int = 200, changes: list[Difference] | None = None
) -> ResponseReturnValue:
    return render_template("reports/edit.html", form=form, quarter=quarter, changes=changes), status
