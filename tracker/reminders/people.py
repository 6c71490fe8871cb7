"""The people whom the ladder may reach, a page at a time. A page costs the same number of SELECTs whoever is on it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor, Role, SeatRole
from tracker.accounts.models import Account, AccountRole, DigestWish
from tracker.core.kept import Kept, rows_of
from tracker.groups.models import Membership
from tracker.groups.queries import held_on
from tracker.reminders.models import ReminderMute
from tracker.reminders.planning import Person

WATCHERS = (Role.OFFICE, Role.STANDING_COMMITTEE)
EVERYBODY = 100_000
"""More people than any organization has: for those who want them on one page."""


def people_after(
    session: Session, organization_id: int, *, after_id: int, most: int, day: date
) -> tuple[list[Person], int | None]:
    """The next `most` active people who sit in a group on `day` or watch over the work. 4 SELECTs.

    Also the id to go on after, None at the end.
    """
    seated = sa.exists().where(Membership.account_id == Account.id, held_on(day))
    watching = sa.exists().where(AccountRole.account_id == Account.id, AccountRole.role.in_(WATCHERS))
    page = (
        sa.select(Account.id, Account.email, Account.digests)
        .where(
            Account.organization_id == organization_id,
            Account.id > after_id,
            Account.disabled_at.is_(None),
            sa.or_(seated, watching),
        )
        .order_by(Account.id)
        .limit(most)
    )
    rows = session.execute(page).all()
    people = _people(session, rows, day)
    return people, rows[-1][0] if len(rows) == most else None


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody with a name."""

    name: str
    person: Person


def people_on(
    session: Session,
    organization_id: int,
    task_id: int,
    group_ids: Collection[int],
    *,
    day: date,
) -> list[Named]:
    """The active people of these groups and those who watch over the work, in the order of their names. 1 SELECT.

    Their seats are those in these groups alone, and of what they have muted this task alone.
    """
    found: dict[int, Named] = {}
    seats: defaultdict[int, dict[int, SeatRole]] = defaultdict(dict)
    roles: defaultdict[int, set[Role]] = defaultdict(set)
    places = {"of_id": organization_id, "task_id": task_id, "group_ids": list(group_ids), "day": day}
    rows = rows_of(session, _PEOPLE_ON, places)
    for row in rows:
        if row.group_id is not None:
            seats[row.id][row.group_id] = row.seat
        if row.role is not None:
            roles[row.id].add(row.role)
    for row in rows:
        if row.id not in found:
            person = Person(
                account_id=row.id,
                address=row.email,
                seats=seats.get(row.id, {}),
                roles=frozenset(roles.get(row.id, ())),
                duties_only=row.digests is DigestWish.DUTIES,
                muted=frozenset({task_id}) if row.mute_id is not None else frozenset(),
            )
            found[row.id] = Named(name=row.full_name, person=person)
    return list(found.values())


def person_of(session: Session, account: Account, actor: Actor) -> Person:
    """One account as the ladder sees it, with the seats and the roles it has as an actor. 1 SELECT."""
    return persons_of(session, [account], {account.id: actor})[account.id]


def persons_of(session: Session, accounts: Collection[Account], actors: Mapping[int, Actor]) -> Mapping[int, Person]:
    """The same for many, by id. 1 SELECT."""
    muted = _muted(session, [account.id for account in accounts])
    return {
        account.id: Person(
            account_id=account.id,
            address=account.email,
            seats={seat.group_id: seat.role for seat in actors[account.id].seats},
            roles=actors[account.id].roles,
            duties_only=account.digests is DigestWish.DUTIES,
            muted=muted.get(account.id, frozenset()),
        )
        for account in accounts
    }


_PEOPLE_ON = Kept(
    sa.select(
        Account.id,
        Account.full_name,
        Account.email,
        Account.digests,
        Membership.group_id,
        Membership.role.label("seat"),
        AccountRole.role,
        ReminderMute.id.label("mute_id"),
    )
    .outerjoin(
        Membership,
        sa.and_(
            Membership.account_id == Account.id,
            Membership.group_id.in_(sa.bindparam("group_ids", type_=sa.Integer, expanding=True)),
            held_on(sa.bindparam("day", type_=sa.Date)),
        ),
    )
    .outerjoin(
        AccountRole,
        sa.and_(AccountRole.account_id == Account.id, sa.or_(*(AccountRole.role == role for role in WATCHERS))),
    )
    .outerjoin(
        ReminderMute,
        sa.and_(
            ReminderMute.account_id == Account.id,
            ReminderMute.task_id == sa.bindparam("task_id", type_=sa.Integer),
        ),
    )
    .where(
        Account.organization_id == sa.bindparam("of_id", type_=sa.Integer),
        Account.disabled_at.is_(None),
        sa.or_(Membership.id.is_not(None), AccountRole.id.is_not(None)),
    )
    .order_by(Account.sort_key, Account.id, Membership.id)
)


def _people(session: Session, rows: Collection[sa.Row[int, str, DigestWish]], day: date) -> list[Person]:
    ids = [account_id for account_id, _email, _wish in rows]
    seats, roles, muted = _seats(session, ids, day), _roles(session, ids), _muted(session, ids)
    return [
        Person(
            account_id=account_id,
            address=email,
            seats=seats.get(account_id, {}),
            roles=roles.get(account_id, frozenset()),
            duties_only=wish is DigestWish.DUTIES,
            muted=muted.get(account_id, frozenset()),
        )
        for account_id, email, wish in rows
    ]


def _seats(session: Session, account_ids: Collection[int], day: date) -> Mapping[int, Mapping[int, SeatRole]]:
    query = sa.select(Membership.account_id, Membership.group_id, Membership.role).where(
        Membership.account_id.in_(account_ids), held_on(day)
    )
    seats: dict[int, dict[int, SeatRole]] = defaultdict(dict)
    for account_id, group_id, role in session.execute(query):
        seats[account_id][group_id] = role
    return seats


def _roles(session: Session, account_ids: Collection[int]) -> Mapping[int, frozenset[Role]]:
    query = sa.select(AccountRole.account_id, AccountRole.role).where(AccountRole.account_id.in_(account_ids))
    roles: defaultdict[int, frozenset[Role]] = defaultdict(frozenset)
    for account_id, role in session.execute(query):
        roles[account_id] |= {role}
    return roles


def _muted(session: Session, account_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    query = sa.select(ReminderMute.account_id, ReminderMute.task_id).where(ReminderMute.account_id.in_(account_ids))
    muted: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for account_id, task_id in session.execute(query):
        muted[account_id] |= {task_id}
    return muted
