"""Questions about groups, their seats and their localities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account
from tracker.core.clock import today
from tracker.groups.models import Group, Membership
from tracker.organizations.models import Locality, Organization

# Tasks are kept by a room above this one; here only the table's name is known, and which states are an end.
_task = sa.table("task", sa.column("lead_group_id", sa.Integer), sa.column("state", sa.String))
ENDED_STATES = ("completed", "cancelled", "carried_over")

# Head first, then deputy, then members: the order in which a committee lists them.
_RANK = sa.case({SeatRole.HEAD: 0, SeatRole.DEPUTY: 1}, value=Membership.role, else_=2)


@dataclass(frozen=True, kw_only=True)
class SeatCount:
    """How many sit in a group today, and who heads it."""

    members: int = 0
    heads: tuple[str, ...] = ()


def groups_in(session: Session, organization_id: int, *, only: frozenset[int] | None = None) -> Sequence[Group]:
    """The groups of an organization in their fixed order, those still at work first; perhaps `only` some."""
    question = (
        sa.select(Group)
        .options(selectinload(Group.localities))
        .where(Group.organization_id == organization_id)
        .order_by(Group.closed_on.is_not(None), Group.position, Group.name, Group.id)
    )
    return session.scalars(question if only is None else question.where(Group.id.in_(only))).all()


def seat_counts(session: Session, group_ids: Sequence[int], day: date) -> dict[int, SeatCount]:
    """Members and heads of these groups on `day`."""
    members: dict[int, int] = {}
    heads: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(Membership.group_id, Membership.role, Account.full_name)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.group_id.in_(group_ids), held_on(day))
        .order_by(Account.sort_key)
    )
    for group_id, role, name in rows:
        members[group_id] = members.get(group_id, 0) + 1
        if role is SeatRole.HEAD:
            heads.setdefault(group_id, []).append(name)
    return {key: SeatCount(members=n, heads=tuple(heads.get(key, ()))) for key, n in members.items()}


def find_group(session: Session, group_id: int) -> Group | None:
    """A group with its localities, as it stands in the table now."""
    return session.scalars(
        sa.select(Group)
        .options(selectinload(Group.localities))
        .where(Group.id == group_id)
        .execution_options(populate_existing=True)
    ).first()


def seats_in(session: Session, group_id: int, day: date) -> Sequence[Membership]:
    """The seats of a group that are held on `day` or later: heads, deputies, then members by name."""
    return session.scalars(
        sa.select(Membership)
        .join(Membership.account)
        .options(joinedload(Membership.account))
        .where(Membership.group_id == group_id, sa.or_(Membership.until_on.is_(None), Membership.until_on >= day))
        .order_by(_RANK, Account.sort_key, Membership.id)
    ).all()


def past_seats(session: Session, group_id: int, day: date) -> Sequence[Membership]:
    """The seats of a group that ended before `day`, the latest first."""
    return session.scalars(
        sa.select(Membership)
        .options(joinedload(Membership.account))
        .where(Membership.group_id == group_id, Membership.until_on < day)
        .order_by(Membership.until_on.desc(), Membership.id.desc())
    ).all()


def find_seat(session: Session, group_id: int, seat_id: int) -> Membership | None:
    """A seat of that group, with its person."""
    return session.scalars(
        sa.select(Membership)
        .options(joinedload(Membership.account))
        .where(Membership.group_id == group_id, Membership.id == seat_id)
        .execution_options(populate_existing=True)
    ).first()


def seats_of_account(session: Session, group_id: int, account_id: int) -> Sequence[Membership]:
    """Every seat the account ever had in the group."""
    return session.scalars(
        sa.select(Membership).where(Membership.group_id == group_id, Membership.account_id == account_id)
    ).all()


def people_of_group(session: Session, group_id: int, now: datetime) -> list[tuple[int, str]]:
    """Who may be put in charge of the group's work: id and name of its active members today."""
    zone = session.scalar(
        sa.select(Organization.time_zone)
        .join(Group, Group.organization_id == Organization.id)
        .where(Group.id == group_id)
    )
    if zone is None:
        return []
    rows = session.execute(
        sa.select(Account.id, Account.full_name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.group_id == group_id, Account.disabled_at.is_(None), held_on(today(zone, now)))
        .order_by(_RANK, Account.sort_key, Account.id)
    )
    return [(row.id, row.full_name) for row in rows]


def count_open_tasks(session: Session, group_id: int) -> int:
    """How many tasks the group leads that have not come to an end."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(_task)
            .where(_task.c.lead_group_id == group_id, _task.c.state.not_in(ENDED_STATES))
        )
        or 0
    )


def find_group_named(session: Session, organization_id: int, name: str) -> Group | None:
    """The organization's group of that name."""
    return session.scalars(sa.select(Group).where(Group.organization_id == organization_id, Group.name == name)).first()


def last_position(session: Session, organization_id: int) -> int:
    """The greatest position among the organization's groups, -1 without any."""
    found = session.scalar(sa.select(sa.func.max(Group.position)).where(Group.organization_id == organization_id))
    return -1 if found is None else found


def localities_named(session: Session, organization_id: int, names: Sequence[str]) -> Sequence[Locality]:
    """The organization's localities of these names."""
    return session.scalars(
        sa.select(Locality).where(Locality.organization_id == organization_id, Locality.name.in_(names))
    ).all()


def held_on(day: date | sa.BindParameter[date]) -> sa.ColumnElement[bool]:
    """Whether a seat is held on `day`."""
    return sa.and_(Membership.from_on <= day, sa.or_(Membership.until_on.is_(None), Membership.until_on >= day))
