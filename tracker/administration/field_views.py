"""Fields of work: their names and their order."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.pages import Difference, differences
from tracker.accounts.policy import Right
from tracker.administration import organization_views
from tracker.administration.pages import field_rows
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.organizations import actions, queries
from tracker.organizations.forms import FieldForm
from tracker.organizations.models import FieldOfWork

bp = organization_views.bp


@bp.get("/admin/fields")
def fields() -> ResponseReturnValue:
    """Every field of the organization, in the order of its lists."""
    demand(Right.MANAGE_FIELDS)
    return _fields_page(FieldForm())


@bp.post("/admin/fields")
def add_field() -> ResponseReturnValue:
    """Add a field at the end."""
    actor = demand(Right.MANAGE_FIELDS)
    form = FieldForm()
    if not form.validate():
        return _fields_page(form, 422)
    try:
        actions.add_field(form.name.data, actor=actor, now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return _fields_page(form, refusal.status)
    flash(_("Đã thêm lĩnh vực."))
    return redirect(url_for("organizations.fields"), 303)


@bp.route("/admin/fields/<int:field_id>", methods=["GET", "POST"])
def rename_field(field_id: int) -> ResponseReturnValue:
    """Give a field another name."""
    found = _field(field_id)
    form = FieldForm(name=found.name, version=found.version)
    if not form.is_submitted():
        return _rename_page(found, form)
    if not form.validate():
        return _rename_page(found, form, status=422)
    try:
        actions.rename_field(field_id, form.name.data, form.version.data, actor=current_actor(), now=now())
    except Stale:
        found = _field(field_id)
        form.version.data = found.version
        return _rename_page(found, form, status=409, changes=differences(form, {"name": found.name}))
    except Refusal as refusal:
        form.refuse(refusal)
        return _rename_page(found, form, status=refusal.status)
    flash(_("Đã lưu."))
    return redirect(url_for("organizations.fields"), 303)


@bp.post("/admin/fields/<int:field_id>/move")
def move_field(field_id: int) -> ResponseReturnValue:
    """Put a field one place higher or lower."""
    up = request.form.get("direction") != "down"
    return _run(
        field_id, lambda: actions.move_field(field_id, up=up, actor=current_actor(), now=now()), _("Đã đổi thứ tự.")
    )


@bp.post("/admin/fields/<int:field_id>/close")
def close_field(field_id: int) -> ResponseReturnValue:
    """Offer a field no more."""
    return _run(
        field_id, lambda: actions.close_field(field_id, actor=current_actor(), now=now()), _("Đã đóng lĩnh vực.")
    )


@bp.post("/admin/fields/<int:field_id>/reopen")
def reopen_field(field_id: int) -> ResponseReturnValue:
    """Offer a field again."""
    return _run(
        field_id, lambda: actions.reopen_field(field_id, actor=current_actor(), now=now()), _("Đã mở lại lĩnh vực.")
    )


def _run(field_id: int, act: Callable[[], None], done: str) -> ResponseReturnValue:
    _field(field_id)
    try:
        act()
    except NotFound:
        raise
    except Refusal as refusal:
        form = FieldForm(formdata=None)
        form.refuse(refusal)
        return _fields_page(form, refusal.status)
    flash(done)
    return redirect(url_for("organizations.fields"), 303)


def _field(field_id: int) -> FieldOfWork:
    actor = demand(Right.MANAGE_FIELDS)
    found = queries.find_field(db.session(), actor.organization_id, field_id)
    if found is None:
        raise NotFound
    return found


def _fields_page(form: FieldForm, status: int = 200) -> ResponseReturnValue:
    reader = db.session()
    known = queries.all_fields(reader, current_actor().organization_id)
    rows = field_rows(known, queries.count_directives(reader, [each.id for each in known]))
    return render_template("organizations/fields.html", rows=rows, form=form), status


def _rename_page(
    found: FieldOfWork, form: FieldForm, *, status: int = 200, changes: list[Difference] | None = None
) -> ResponseReturnValue:
    html = render_template(
        "organizations/rename_field.html",
        field_id=found.id,
        name=found.name,
        form=form,
        stale=changes is not None,
        changes=changes or [],
    )
    return html, status
