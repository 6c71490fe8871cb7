"""Questions about accounts and about who is signed in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.actor import READING_ROLES, Actor, Role, SeatRole
from tracker.accounts.models import Account, AccountRole, SignIn, SignInFailure
from tracker.accounts.seats import MEMBERSHIP, seats_of_all
from tracker.core.clock import today
from tracker.core.errors import NotFound
from tracker.core.text import fold
from tracker.organizations.models import Organization
from tracker.organizations.queries import organization_and_below

# Groups are kept by the room above this one; here they are read by the table's name.
_group = sa.table(
    "working_group",
    sa.column("id", sa.Integer),
    sa.column("short_name", sa.String),
    sa.column("name", sa.String),
    sa.column("position", sa.Integer),
)


def actor_of(session: Session, account: Account, now: datetime) -> Actor:
    """The account with its roles, the seats it holds today, and what it may read."""
    return actors_of(session, [account], account.organization, now)[account.id]


def actors_of(session: Session, accounts: Sequence[Account], home: Organization, now: datetime) -> Mapping[int, Actor]:
    """The same for accounts of one organization, by id: 2 SELECTs, however many they are."""
    roles = {account.id: frozenset(each.role for each in account.roles) for account in accounts}
    seats = seats_of_all(session, list(roles), today(home.time_zone, now))
    reads: frozenset[int] = frozenset()
    if any(each & READING_ROLES for each in roles.values()):
        reads = organization_and_below(session, home.id)
    return {
        account.id: Actor(
            account_id=account.id,
            organization_id=home.id,
            name=account.full_name,
            roles=roles[account.id],
            seats=seats[account.id],
            reads=reads if roles[account.id] & READING_ROLES else frozenset(),
        )
        for account in accounts
    }


def find_account_by_email(session: Session, email: str) -> Account | None:
    """The account with this normalised address."""
    return session.scalars(
        sa.select(Account)
        .options(joinedload(Account.organization), selectinload(Account.roles))
        .where(Account.email == email)
    ).first()


@dataclass(frozen=True, kw_only=True)
class Failures:
    """Recent failed sign-ins, for one address of mail and from one place."""

    for_email: int
    for_address: int


def count_failures(session: Session, *, email: str, address: str, since: datetime) -> Failures:
    """How often it went wrong after `since`."""

    def count(column: sa.ColumnElement[bool]) -> int:
        return session.scalar(sa.select(sa.func.count(SignInFailure.id)).where(column, SignInFailure.at > since)) or 0

    return Failures(for_email=count(SignInFailure.email == email), for_address=count(SignInFailure.address == address))


def queue_for_email(session: Session, email: str) -> None:
    """Let simultaneous tries for one address count one after the other. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(email.encode()).digest()[:8], "big", signed=True)
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def find_sign_in_of(session: Session, account_id: int | None, sign_in_id: int, now: datetime) -> SignIn | None:
    """A sign-in of that account which still lasts."""
    return session.scalars(
        sa.select(SignIn).where(
            SignIn.id == sign_in_id,
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
        )
    ).first()


def open_sign_ins(session: Session, account_id: int, now: datetime) -> Sequence[SignIn]:
    """The sign-ins of the account that still last, newest first."""
    return session.scalars(
        sa.select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
    ).all()


def find_account_in(session: Session, organization_id: int, account_id: int) -> Account | None:
    """An account of that organization, as it stands in the table now."""
    return session.scalars(
        sa.select(Account)
        .options(selectinload(Account.roles))
        .where(Account.organization_id == organization_id, Account.id == account_id)
        .execution_options(populate_existing=True)
    ).first()


def hold_account(session: Session, organization_id: int, account_id: int) -> Account:
    """An account of that organization, for changing it; raises NotFound.

    Locked together with the organization: two administrators must not switch off each other, and one transaction at a
    time may change addresses.
    """
    session.get_one(Organization, organization_id, with_for_update=True)
    account = find_account_in(session, organization_id, account_id)
    if account is None:
        raise NotFound
    return account


def count_other_administrators(session: Session, account: Account) -> int:
    """How many other active administrators the account's organization has."""
    return (
        session.scalar(
            sa.select(sa.func.count(Account.id))
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(
                Account.organization_id == account.organization_id,
                Account.id != account.id,
                Account.disabled_at.is_(None),
                AccountRole.role == Role.ADMINISTRATOR,
            )
        )
        or 0
    )


def accounts_matching(
    session: Session, organization_id: int, *, text: str = "", active: bool | None = None
) -> Sequence[int]:
    """The ids of the accounts whose name or address holds `text`, marks and capitals aside, in order of names.

    The names of one organization are few enough to be folded here; a column for it would have to be kept true.
    """
    question = (
        sa.select(Account.id, Account.full_name, Account.email, Account.post)
        .where(Account.organization_id == organization_id)
        .order_by(Account.sort_key, Account.id)
    )
    if active is not None:
        question = question.where(Account.disabled_at.is_(None) if active else Account.disabled_at.is_not(None))
    wanted = fold(text).split()
    found = []
    for row in session.execute(question):
        hay = fold(f"{row.full_name} {row.email} {row.post}")
        if all(word in hay for word in wanted):
            found.append(row.id)
    return found


def accounts_by_id(session: Session, ids: Sequence[int]) -> Sequence[Account]:
    """These accounts with their roles, in the order of `ids`."""
    rows = session.scalars(sa.select(Account).options(selectinload(Account.roles)).where(Account.id.in_(ids)))
    return sorted(rows, key=lambda account: ids.index(account.id))


def active_accounts(session: Session, organization_id: int) -> Sequence[Account]:
    """Everybody of the organization who can sign in, in order of names."""
    return session.scalars(
        sa.select(Account)
        .where(Account.organization_id == organization_id, Account.disabled_at.is_(None))
        .order_by(Account.sort_key, Account.id)
    ).all()


def all_accounts(session: Session, organization_ids: Sequence[int]) -> Sequence[Account]:
    """Everybody who has or had an account in these organizations, in order of names."""
    return session.scalars(
        sa.select(Account).where(Account.organization_id.in_(organization_ids)).order_by(Account.sort_key, Account.id)
    ).all()


@dataclass(frozen=True, kw_only=True)
class SeatName:
    """A seat with the names of its group."""

    account_id: int
    group_id: int
    group_name: str
    short_name: str
    role: SeatRole


def seat_names(session: Session, account_ids: Sequence[int], day: date) -> list[SeatName]:
    """The seats these accounts hold on `day`, in the fixed order of the groups."""
    rows = session.execute(
        sa.select(MEMBERSHIP.c.account_id, _group.c.id, _group.c.name, _group.c.short_name, MEMBERSHIP.c.role)
        .join(_group, _group.c.id == MEMBERSHIP.c.group_id)
        .where(
            MEMBERSHIP.c.account_id.in_(account_ids),
            MEMBERSHIP.c.from_on <= day,
            sa.or_(MEMBERSHIP.c.until_on.is_(None), MEMBERSHIP.c.until_on >= day),
        )
        .order_by(_group.c.position, _group.c.name)
    )
    return [
        SeatName(account_id=account, group_id=group, group_name=name, short_name=short, role=SeatRole(role))
        for account, group, name, short, role in rows
    ]
