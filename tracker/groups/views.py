"""Pages of the groups: the list, one group with its people, and what the office and the administrator change."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.access import current_actor, demand
from tracker.accounts.actor import Actor, SeatRole
from tracker.accounts.pages import Difference, differences
from tracker.accounts.policy import Right, Subject, allows
from tracker.accounts.queries import active_accounts
from tracker.core.clock import now
from tracker.core.database import db
from tracker.core.errors import NotAllowed, NotFound, Refusal, Stale
from tracker.core.languages import gettext as _
from tracker.groups import actions, queries
from tracker.groups.forms import GroupForm, SeatForm, SeatRoleForm
from tracker.groups.models import Group, GroupKind
from tracker.groups.pages import group_page, group_rows, locality_names
from tracker.web.filters import local_day

bp = Blueprint("groups", __name__)


@bp.get("/groups")
def index() -> ResponseReturnValue:
    """Every group in the fixed order; a member sees their own."""
    actor = current_actor()
    only = None if _sees_all(actor, actor.organization_id) else actor.group_ids
    if only is not None and not only:
        raise NotAllowed
    session = db.session()
    found = queries.groups_in(session, actor.organization_id, only=only)
    counts = queries.seat_counts(session, [group.id for group in found], local_day(now()))
    may_manage = _manages(actor, actor.organization_id)
    return render_template("groups/groups.html", rows=group_rows(found, counts), may_manage=may_manage, own=bool(only))


@bp.get("/groups/<int:group_id>")
def group(group_id: int) -> ResponseReturnValue:
    """One group, its people and its places."""
    return _group_page(_visible_group(group_id))


@bp.route("/groups/new", methods=["GET", "POST"])
def new_group() -> ResponseReturnValue:
    """Add a group."""
    actor = demand(Right.MANAGE_GROUPS)
    form = GroupForm()
    if not form.is_submitted():
        return render_template("groups/new_group.html", form=form)
    if not form.validate():
        return render_template("groups/new_group.html", form=form), 422
    try:
        made = actions.add_group(_details(form), actor=actor, now=now())
    except Refusal as refusal:
        form.refuse(refusal)
        return render_template("groups/new_group.html", form=form), refusal.status
    flash(_("Đã thêm %(name)s.", name=made.name))
    return redirect(url_for("groups.group", group_id=made.id), 303)


@bp.route("/groups/<int:group_id>/edit", methods=["GET", "POST"])
def edit_group(group_id: int) -> ResponseReturnValue:
    """Change a group's names, kind, place in the order or localities."""
    found = _managed_group(group_id)
    form = GroupForm(**_stored(found), version=found.version)
    if not form.is_submitted():
        return _edit_page(found, form)
    if not form.validate():
        return _edit_page(found, form, status=422)
    try:
        actions.edit_group(group_id, _details(form), form.version.data, actor=current_actor(), now=now())
    except Stale:
        found = _managed_group(group_id)
        form.version.data = found.version
        return _edit_page(found, form, status=409, changes=differences(form, _stored(found)))
    except Refusal as refusal:
        form.refuse(refusal)
        return _edit_page(found, form, status=refusal.status)
    flash(_("Đã lưu."))
    return redirect(url_for("groups.group", group_id=group_id), 303)


@bp.post("/groups/<int:group_id>/close")
def close_group(group_id: int) -> ResponseReturnValue:
    """Close a group that leads no open task."""
    return _run(group_id, lambda: actions.close_group(group_id, actor=current_actor(), now=now()), _("Đã đóng đơn vị."))


@bp.post("/groups/<int:group_id>/reopen")
def reopen_group(group_id: int) -> ResponseReturnValue:
    """Open a closed group again."""
    return _run(
        group_id, lambda: actions.reopen_group(group_id, actor=current_actor(), now=now()), _("Đã mở lại đơn vị.")
    )


@bp.post("/groups/<int:group_id>/seats")
def add_seat(group_id: int) -> ResponseReturnValue:
    """Give somebody a seat."""
    found = _managed_group(group_id)
    form = _seat_form(found)
    if not form.validate():
        return _group_page(found, form=form, status=422)
    try:
        actions.add_seat(
            group_id,
            account_id=form.account_id.data,
            role=SeatRole(form.role.data),
            from_on=form.chosen_day,
            actor=current_actor(),
            now=now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return _group_page(_managed_group(group_id), form=form, status=refusal.status)
    flash(_("Đã thêm thành viên."))
    return redirect(url_for("groups.group", group_id=group_id), 303)


@bp.post("/groups/<int:group_id>/seats/<int:seat_id>/role")
def change_seat(group_id: int, seat_id: int) -> ResponseReturnValue:
    """Make a member head or deputy, or the other way round."""
    found = _managed_group(group_id)
    form = SeatRoleForm()
    if not form.validate():
        return _group_page(found, form=None, status=422, refusal=_("Chọn một vai trò có trong danh sách."))
    role = SeatRole(form.role.data)
    return _run(
        group_id,
        lambda: actions.change_seat(group_id, seat_id, role, actor=current_actor(), now=now()),
        _("Đã đổi vai trò."),
    )


@bp.post("/groups/<int:group_id>/seats/<int:seat_id>/end")
def end_seat(group_id: int, seat_id: int) -> ResponseReturnValue:
    """End somebody's seat."""
    return _run(
        group_id,
        lambda: actions.end_seat(group_id, seat_id, actor=current_actor(), now=now()),
        _("Đã kết thúc tham gia."),
    )


def _sees_all(actor: Actor, organization_id: int) -> bool:
    return allows(actor, Right.SEE_GROUPS, Subject(organization_id=organization_id))


def _manages(actor: Actor, organization_id: int) -> bool:
    return allows(actor, Right.MANAGE_GROUPS, Subject(organization_id=organization_id))


def _visible_group(group_id: int) -> Group:
    """The group, if the reader sits in it or reads all groups of its organization."""
    found = queries.find_group(db.session(), group_id)
    actor = current_actor()
    if found is None or not (group_id in actor.group_ids or _sees_all(actor, found.organization_id)):
        raise NotFound
    return found


def _managed_group(group_id: int) -> Group:
    """The group, if the reader may change it; who only sees it is told so."""
    found = _visible_group(group_id)
    demand(Right.MANAGE_GROUPS, organization_id=found.organization_id)
    return found


def _run(group_id: int, act: Callable[[], object], done: str) -> ResponseReturnValue:
    """Do one thing to a group and go back to its page; a refusal stands over that page."""
    _managed_group(group_id)
    try:
        act()
    except NotFound:
        raise
    except Refusal as refusal:
        words = _(refusal.message, **refusal.params)
        return _group_page(_managed_group(group_id), status=refusal.status, refusal=words)
    flash(done)
    return redirect(url_for("groups.group", group_id=group_id), 303)


def _group_page(
    found: Group, *, form: SeatForm | None = None, status: int = 200, refusal: str = ""
) -> ResponseReturnValue:
    session = db.session()
    today = local_day(now())
    page = group_page(
        found,
        queries.seats_in(session, found.id, today),
        queries.past_seats(session, found.id, today),
        today=today,
        may_manage=_manages(current_actor(), found.organization_id),
    )
    form = form or (_seat_form(found, filled=False) if page.may_manage and found.closed_on is None else None)
    return render_template("groups/group.html", page=page, form=form, refusal=refusal), status


def _seat_form(found: Group, *, filled: bool = True) -> SeatForm:
    """The form of a new seat; not `filled` when what was sent belongs to another form of the page."""
    people = [
        (account.id, f"{account.full_name} – {account.post}" if account.post else account.full_name)
        for account in active_accounts(db.session(), found.organization_id)
    ]
    start = {"from_on": local_day(now())}
    return SeatForm(people, **start) if filled else SeatForm(people, formdata=None, **start)


def _details(form: GroupForm) -> actions.Details:
    return actions.Details(
        name=form.name.data,
        short_name=form.short_name.data,
        kind=GroupKind(form.kind.data),
        position=form.position.data,
        localities=form.localities.data,
    )


def _stored(found: Group) -> dict[str, object]:
    return {
        "name": found.name,
        "short_name": found.short_name,
        "kind": str(found.kind),
        "position": found.position,
        "localities": "\n".join(locality_names(found)),
    }


def _edit_page(
    found: Group, form: GroupForm, *, status: int = 200, changes: list[Difference] | None = None
) -> ResponseReturnValue:
    html = render_template(
        "groups/edit_group.html",
        group_id=found.id,
        name=found.name,
        form=form,
        stale=changes is not None,
        changes=changes or [],
    )
    return html, status
