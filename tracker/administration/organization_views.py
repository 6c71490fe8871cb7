"""The administrator's pages of the tree of organizations."""

from datetime import date, time
from typing import cast

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.pages import Difference, differences
from tracker.accounts.policy import Right
from tracker.administration.pages import organization_rows
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.organizations import actions
from tracker.organizations.forms import OrganizationForm
from tracker.organizations.models import ContentLevel, Level, Organization
from tracker.organizations.queries import tree_below
from tracker.web.filters import local_day

bp = Blueprint("organizations", __name__)


@bp.get("/admin/organizations")
def index() -> ResponseReturnValue:
    """One's own organization and those below it, as a tree."""
    actor = demand(Right.MANAGE_ORGANIZATIONS)
    rows = organization_rows(tree_below(db.session(), actor.organization_id), local_day(now()))
    return render_template("organizations/organizations.html", rows=rows)


@bp.route("/admin/organizations/<int:parent_id>/new", methods=["GET", "POST"])
def new_organization(parent_id: int) -> ResponseReturnValue:
    """Add an organization below another."""
    parent = _organization(parent_id)
    form = OrganizationForm(level=_level_below(parent.level), valid_from=local_day(now()), time_zone=parent.time_zone)
    if not form.is_submitted():
        return _new_page(parent, form)
    if not form.validate():
        return _new_page(parent, form, 422)
    try:
        made = actions.add_organization(parent_id, _details(form), actor=current_actor(), now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        form.refuse(refusal)
        return _new_page(parent, form, refusal.status)
    flash(_("Đã thêm %(name)s.", name=made.name))
    return redirect(url_for("organizations.index"), 303)


@bp.route("/admin/organizations/<int:organization_id>", methods=["GET", "POST"])
def edit_organization(organization_id: int) -> ResponseReturnValue:
    """Change an organization."""
    found = _organization(organization_id)
    form = OrganizationForm(**_stored(found), version=found.version)
    if not form.is_submitted():
        return _edit_page(found, form)
    if not form.validate():
        return _edit_page(found, form, status=422)
    try:
        actions.edit_organization(organization_id, _details(form), form.version.data, actor=current_actor(), now=now())
    except Stale:
        found = _organization(organization_id)
        form.version.data = found.version
        return _edit_page(found, form, status=409, changes=differences(form, _stored(found)))
    except Refusal as refusal:
        form.refuse(refusal)
        return _edit_page(found, form, status=refusal.status)
    flash(_("Đã lưu."))
    return redirect(url_for("organizations.index"), 303)


def _organization(organization_id: int) -> Organization:
    """The actor's own organization or one below it; others do not exist for them."""
    actor = demand(Right.MANAGE_ORGANIZATIONS)
    tree = tree_below(db.session(), actor.organization_id)
    found = next((each for _depth, each in tree if each.id == organization_id), None)
    if found is None:
        raise NotFound
    return found


def _level_below(level: Level) -> str:
    levels = list(Level)
    return str(levels[min(levels.index(level) + 1, len(levels) - 1)])


def _details(form: OrganizationForm) -> actions.Details:
    return actions.Details(
        name=form.name.data,
        short_name=form.short_name.data,
        level=Level(form.level.data),
        valid_from=cast("date", form.valid_from.data),
        valid_to=form.valid_to.data,
        time_zone=form.time_zone.data,
        digest_at=cast("time", form.digest_at.data),
        window_from=cast("time", form.window_from.data),
        window_until=cast("time", form.window_until.data),
        content_level=ContentLevel(form.content_level.data),
        contact=form.contact.data,
    )


def _stored(found: Organization) -> dict[str, object]:
    return {
        "name": found.name,
        "short_name": found.short_name,
        "level": str(found.level),
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
        "time_zone": found.time_zone,
        "digest_at": found.digest_at,
        "window_from": found.window_from,
        "window_until": found.window_until,
        "content_level": str(found.content_level),
        "contact": found.contact,
    }


def _new_page(parent: Organization, form: OrganizationForm, status: int = 200) -> ResponseReturnValue:
    html = render_template(
        "organizations/new_organization.html", parent_id=parent.id, parent_name=parent.name, form=form
    )
    return html, status


def _edit_page(
    found: Organization, form: OrganizationForm, *, status: int = 200, changes: list[Difference] | None = None
) -> ResponseReturnValue:
    html = render_template(
        "organizations/edit_organization.html",
        organization_id=found.id,
        name=found.name,
        form=form,
        stale=changes is not None,
        changes=changes or [],
    )
    return html, status
