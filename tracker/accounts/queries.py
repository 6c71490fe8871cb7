"""Questions about accounts and about who is signed in."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.actor import READING_ROLES, Actor, Seat, SeatRole
from tracker.accounts.models import Account, SignIn
from tracker.core.clock import today
from tracker.organizations.models import Organization
from tracker.organizations.queries import organization_and_below

# Seats are kept by the groups room above this one; here they are read by the table's name.
_membership = sa.table(
    "membership",
    sa.column("group_id", sa.Integer),
    sa.column("account_id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("from_on", sa.Date),
    sa.column("until_on", sa.Date),
)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The account behind a cookie, and who it acts as."""

    sign_in_id: int
    account: Account
    actor: Actor


def signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """Who holds this token, if the sign-in still lasts and the account is not disabled."""
    row = session.execute(
        sa.select(SignIn.id, Account)
        .join(Account, Account.id == SignIn.account_id)
        .options(joinedload(Account.organization), selectinload(Account.roles))
        .where(
            SignIn.token_hash == token_hash,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            Account.disabled_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return SignedIn(sign_in_id=row[0], account=row[1], actor=actor_of(session, row[1], now))


def actor_of(session: Session, account: Account, now: datetime) -> Actor:
    """The account with its roles, the seats it holds today, and what it may read."""
    roles = frozenset(each.role for each in account.roles)
    home = account.organization
    reads: frozenset[int] = frozenset()
    if roles & READING_ROLES:
        reads = organization_and_below(session, home.id)
    return Actor(
        account_id=account.id,
        organization_id=home.id,
        name=account.full_name,
        roles=roles,
        seats=seats_of(session, account.id, today(home.time_zone, now)),
        reads=reads,
    )


def seats_of(session: Session, account_id: int, day: date) -> tuple[Seat, ...]:
    """The seats the account holds on `day`."""
    rows = session.execute(
        sa.select(_membership.c.group_id, _membership.c.role)
        .where(
            _membership.c.account_id == account_id,
            _membership.c.from_on <= day,
            sa.or_(_membership.c.until_on.is_(None), _membership.c.until_on >= day),
        )
        .order_by(_membership.c.group_id)
    )
    return tuple(Seat(group_id=group_id, role=SeatRole(role)) for group_id, role in rows)


def find_account_by_email(session: Session, email: str) -> Account | None:
    """The account with this normalised address."""
    return session.scalars(
        sa.select(Account)
        .options(joinedload(Account.organization), selectinload(Account.roles))
        .where(Account.email == email)
    ).first()


def organization_of(session: Session, organization_id: int) -> Organization:
    """The organization, which must exist."""
    return session.get_one(Organization, organization_id)
