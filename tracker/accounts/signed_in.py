"""Who holds the cookie of a sign-in: asked for every page, so in one question and without making objects of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from tracker.accounts.actor import READING_ROLES, Actor, Role, Seat, SeatRole
from tracker.accounts.models import Account, AccountRole, SignIn
from tracker.accounts.seats import MEMBERSHIP, is_held
from tracker.core.clock import today
from tracker.core.kept import Kept, rows_of
from tracker.organizations.models import Organization
from tracker.organizations.queries import organization_and_below


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """The one behind a cookie, and what pages say of them and of their organization."""

    sign_in_id: int
    actor: Actor
    locale: str
    organization_name: str
    contact: str
    time_zone: str


_child = aliased(Organization)
_SIGNED_IN = Kept(
    sa.select(
        SignIn.id.label("sign_in_id"),
        Account.id.label("account_id"),
        Account.full_name,
        Account.locale,
        Organization.id.label("home"),
        Organization.name,
        Organization.contact,
        Organization.time_zone,
        sa.exists().where(_child.parent_id == Organization.id).label("stands_over_others"),
        AccountRole.role,
        MEMBERSHIP.c.group_id,
        MEMBERSHIP.c.role.label("seat"),
        MEMBERSHIP.c.from_on,
        MEMBERSHIP.c.until_on,
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Organization, Organization.id == Account.organization_id)
    .outerjoin(AccountRole, AccountRole.account_id == Account.id)
    .outerjoin(MEMBERSHIP, MEMBERSHIP.c.account_id == Account.id)
    .where(
        SignIn.token_hash == sa.bindparam("token_hash"),
        SignIn.ended_at.is_(None),
        SignIn.expires_at > sa.bindparam("now"),
        Account.disabled_at.is_(None),
    )
    .order_by(MEMBERSHIP.c.group_id)
)


def signed_in(session: Session, token_hash: str, now: datetime) -> SignedIn | None:
    """Who holds this token, if the sign-in still lasts and the account is not disabled.

    One SELECT, and one more for whoever reads an organization with others below it.
    """
    rows = rows_of(session, _SIGNED_IN, {"token_hash": token_hash, "now": now})
    if not rows:
        return None
    one = rows[0]
    return SignedIn(
        sign_in_id=one.sign_in_id,
        actor=_actor_of(session, rows, now),
        locale=one.locale,
        organization_name=one.name,
        contact=one.contact,
        time_zone=one.time_zone,
    )


def _actor_of(session: Session, rows: Sequence[Any], now: datetime) -> Actor:
    """A row stands for each role with each seat the account ever had."""
    one, roles = rows[0], frozenset(Role(row.role) for row in rows if row.role is not None)
    return Actor(
        account_id=one.account_id,
        organization_id=one.home,
        name=one.full_name,
        roles=roles,
        seats=_seats(rows, now) if one.group_id is not None else (),
        reads=_reads(session, one) if roles & READING_ROLES else frozenset(),
    )


def _seats(rows: Sequence[Any], now: datetime) -> tuple[Seat, ...]:
    day = today(rows[0].time_zone, now)
    held = {(row.group_id, row.seat): None for row in rows if is_held(row.from_on, row.until_on, day)}
    return tuple(Seat(group_id=group_id, role=SeatRole(seat)) for group_id, seat in held)


def _reads(session: Session, row: Any) -> frozenset[int]:
    return organization_and_below(session, row.home) if row.stands_over_others else frozenset({row.home})
