"""The page of the trail."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker.accounts.access import demand
from tracker.accounts.actor import READING_ROLES, Actor
from tracker.accounts.policy import Right
from tracker.accounts.queries import all_accounts
from tracker.administration.audit_page import audit_rows
from tracker.administration.forms import AuditFilter
from tracker.audit.queries import Search, count_entries, entries
from tracker.audit.words import ADMINISTRATIVE_GROUPS, GROUP_WORDS
from tracker.core.database import db
from tracker.organizations.queries import tree_below
from tracker.web.filters import zone
from tracker.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("audit", __name__)


@bp.get("/audit")
def index() -> ResponseReturnValue:
    """Everything that was changed, newest first; the administrator sees nothing of tasks and documents."""
    actor = demand(Right.SEE_AUDIT)
    form = _filter(actor)
    form.validate()
    search = _search(form, actor)
    session, number = db.session(), page_number()
    found = entries(session, search, after=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    page = Page(rows=audit_rows(found), number=number, total=count_entries(session, search))
    filtered = any(request.args.get(name) for name in form.data)
    return render_template("audit/audit.html", page=page, form=form, filtered=filtered, reads_tasks=_reads_tasks(actor))


def _reads_tasks(actor: Actor) -> bool:
    return actor.has(*READING_ROLES)


def _filter(actor: Actor) -> AuditFilter:
    session = db.session()
    tree = tree_below(session, actor.organization_id) if _reads_tasks(actor) else []
    shown = GROUP_WORDS if _reads_tasks(actor) else {key: GROUP_WORDS[key] for key in sorted(ADMINISTRATIVE_GROUPS)}
    organizations = [(each.id, each.name) for _depth, each in tree]
    homes = [key for key, _name in organizations] or [actor.organization_id]
    people = [(each.id, each.full_name) for each in all_accounts(session, homes)]
    return AuditFilter(
        request.args, organizations=organizations, people=people, groups=shown, organization=actor.organization_id
    )


def _search(form: AuditFilter, actor: Actor) -> Search:
    """What was asked for; a field that was not understood asks for nothing."""
    chosen = form.organization.data if "organization" in form and not form.organization.errors else None
    until = _value(form, "until")
    since = _value(form, "since")
    return Search(
        organization_id=chosen or actor.organization_id,
        actor_id=_value(form, "person"),
        group=_value(form, "action") or "",
        since=_midnight(since) if since else None,
        until=_midnight(until + timedelta(days=1)) if until else None,
        text=_value(form, "q") or "",
        without_restricted=(chosen or actor.organization_id) != actor.organization_id,
        only_groups=None if _reads_tasks(actor) else ADMINISTRATIVE_GROUPS,
    )


def _value(form: AuditFilter, name: str) -> Any:
    return None if form[name].errors else form[name].data


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone()))
