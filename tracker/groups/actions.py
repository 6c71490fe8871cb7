"""Adding and changing groups and the seats in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor, SeatRole
from tracker.accounts.queries import find_account_in
from tracker.audit.trail import record
from tracker.core.clock import today
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotFound, Stale
from tracker.core.text import sort_key
from tracker.core.words import N_
from tracker.groups import queries, rules
from tracker.groups.models import Group, GroupKind, Membership
from tracker.organizations.models import Locality, Organization

Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class Details:
    """What stands on the form of a group. Without a position it goes to the end."""

    name: str
    short_name: str
    kind: GroupKind
    position: int | None = None
    localities: str = ""


def add_group(details: Details, *, actor: Actor, now: datetime) -> Group:
    """Add a group to the actor's organization."""
    names = rules.read_localities(details.localities)
    with transaction() as session:
        group = Group(organization_id=actor.organization_id)
        _refuse_taken(session, group, details.name)
        _write(session, group, details, names)
        session.add(group)
        _flush(session)
        changes = {name: (None, value) for name, value in _shown(group).items() if value not in {None, ""}}
        _record(session, group, "group.added", actor, now, changes=changes)
    return group


def edit_group(group_id: int, details: Details, version: int, *, actor: Actor, now: datetime) -> Group:
    """Change a group's names, kind, place in the order or localities."""
    names = rules.read_localities(details.localities)
    with transaction() as session:
        group = _hold(session, group_id, actor)
        if group.version != version:
            raise Stale
        _refuse_taken(session, group, details.name)
        before = _shown(group)
        _write(session, group, details, names)
        group.version += 1
        _flush(session)
        after = _shown(group)
        changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        _record(session, group, "group.edited", actor, now, changes=changes)
    return group


def close_group(group_id: int, *, actor: Actor, now: datetime) -> Group:
    """Close a group that leads no open task; its history stays."""
    with transaction() as session:
        group = _hold(session, group_id, actor)
        if group.closed_on is not None:
            raise Invalid(N_("Đơn vị này đã đóng từ trước."))
        rules.check_closing(queries.count_open_tasks(session, group_id))
        group.closed_on = _today(session, actor, now)
        group.version += 1
        _record(session, group, "group.closed", actor, now, changes={"closed_on": (None, group.closed_on)})
    return group


def reopen_group(group_id: int, *, actor: Actor, now: datetime) -> Group:
    """Let a closed group take work again."""
    with transaction() as session:
        group = _hold(session, group_id, actor)
        if group.closed_on is None:
            raise Invalid(N_("Đơn vị này đang hoạt động."))
        before, group.closed_on = group.closed_on, None
        group.version += 1
        _record(session, group, "group.reopened", actor, now, changes={"closed_on": (before, None)})
    return group


def add_seat(
    group_id: int, *, account_id: int, role: SeatRole, from_on: date, actor: Actor, now: datetime
) -> Membership:
    """Give a person of the organization a seat from a day on."""
    with transaction() as session:
        group = _hold(session, group_id, actor)
        if group.closed_on is not None:
            raise Invalid(N_("Đơn vị đã đóng, không thêm thành viên được. Mở lại đơn vị trước."))
        account = find_account_in(session, group.organization_id, account_id)
        if account is None or account.disabled_at is not None:
            raise Invalid(N_("Chọn một người có tài khoản đang hoạt động."), field="account_id")
        held = queries.seats_of_account(session, group_id, account_id)
        rules.check_new_seat([(each.from_on, each.until_on) for each in held], from_on)
        seat = Membership(
            organization_id=group.organization_id,
            group_id=group.id,
            account_id=account.id,
            role=role,
            from_on=from_on,
        )
        session.add(seat)
        changes = {"member": (None, account.full_name), "role": (None, str(role)), "from_on": (None, from_on)}
        _record(session, group, "group.seat_added", actor, now, changes=changes)
    return seat


def change_seat(group_id: int, seat_id: int, role: SeatRole, *, actor: Actor, now: datetime) -> Membership:
    """Make a member the head or deputy, or the other way round."""
    with transaction() as session:
        group = _hold(session, group_id, actor)
        seat = _open_seat(session, group_id, seat_id)
        before, seat.role = seat.role, role
        changes = {"member": (seat.account.full_name,) * 2, "role": (str(before), str(role))}
        _record(session, group, "group.seat_changed", actor, now, changes=changes)
    return seat


def end_seat(group_id: int, seat_id: int, *, actor: Actor, now: datetime) -> None:
    """End a seat with today; one that only began today, or has not begun, never was."""
    with transaction() as session:
        group = _hold(session, group_id, actor)
        seat = _open_seat(session, group_id, seat_id)
        last = rules.last_day_of_seat(seat.from_on, _today(session, actor, now))
        changes = {"member": (seat.account.full_name, None), "until_on": (None, last)}
        if last is None:
            session.delete(seat)
        else:
            seat.until_on = last
        _record(session, group, "group.seat_ended", actor, now, changes=changes)


def _hold(session: Session, group_id: int, actor: Actor) -> Group:
    """The group of the actor's own organization, locked until the end of the transaction."""
    session.get(Group, group_id, with_for_update=True)
    group = queries.find_group(session, group_id)
    if group is None or group.organization_id != actor.organization_id:
        raise NotFound
    return group


def _open_seat(session: Session, group_id: int, seat_id: int) -> Membership:
    seat = queries.find_seat(session, group_id, seat_id)
    if seat is None:
        raise NotFound
    if seat.until_on is not None:
        raise Invalid(N_("Thành viên này đã thôi tham gia."))
    return seat


def _today(session: Session, actor: Actor, now: datetime) -> date:
    return today(session.get_one(Organization, actor.organization_id).time_zone, now)


def _refuse_taken(session: Session, group: Group, name: str) -> None:
    other = queries.find_group_named(session, group.organization_id, name)
    if other is not None and other.id != group.id:
        raise Invalid(N_("Đã có đơn vị mang tên này. Đặt tên khác."), field="name")


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:  # somebody took the name between our look and our write
        raise Invalid(N_("Đã có đơn vị mang tên này. Đặt tên khác."), field="name") from error


def _write(session: Session, group: Group, details: Details, names: tuple[str, ...]) -> None:
    if details.position is None:
        group.position = queries.last_position(session, group.organization_id) + 1
    else:
        group.position = details.position
    group.name = details.name
    group.short_name = details.short_name
    group.kind = details.kind
    group.localities = _localities(session, group.organization_id, names)


def _localities(session: Session, organization_id: int, names: tuple[str, ...]) -> list[Locality]:
    """The localities of these names; those nobody has named before are made."""
    known = {each.name: each for each in queries.localities_named(session, organization_id, names)}
    return [known.get(name) or Locality(organization_id=organization_id, name=name) for name in names]


def _shown(group: Group) -> dict[str, Any]:
    """What the trail tells of a group."""
    return {
        "name": group.name,
        "short_name": group.short_name,
        "kind": str(group.kind),
        "position": group.position,
        "localities": ", ".join(sorted((each.name for each in group.localities), key=sort_key)),
    }


def _record(session: Session, group: Group, action: str, actor: Actor, now: datetime, *, changes: Changes) -> None:
    record(
        session,
        actor=actor,
        now=now,
        organization_id=group.organization_id,
        action=action,
        subject="group",
        subject_id=group.id,
        subject_label=group.name,
        changes=changes,
    )
