"""To whom a task that is long overdue goes up: the leaders of its lead group, then the standing committee."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Role, SeatRole
from tracker.accounts.models import Account, AccountRole
from tracker.calendar.rules import WorkingCalendar
from tracker.core.text import clean_line
from tracker.groups.models import Membership
from tracker.groups.queries import held_on
from tracker.reminders.rules import LadderPlan


@dataclass(frozen=True, kw_only=True)
class Superiors:
    """Who hears of what is overdue. `leaders`: account and name by group, heads first."""

    leaders: Mapping[int, tuple[tuple[int, str], ...]]
    committee: bool


@dataclass(frozen=True, kw_only=True)
class Raised:
    """To whom a task has gone up by its ladder: persons by name, and whether to the standing committee."""

    names: tuple[str, ...] = ()
    committee: bool = False


def read_superiors(session: Session, organization_id: int, group_ids: Collection[int], day: date) -> Superiors:
    """Who of these groups and of the organization can be told on `day`. 2 SELECTs."""
    rows = session.execute(
        sa.select(Membership.group_id, Account.id, Account.full_name)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.group_id.in_(group_ids),
            Membership.role.in_((SeatRole.HEAD, SeatRole.DEPUTY)),
            held_on(day),
            Account.disabled_at.is_(None),
        )
        .order_by(Membership.role.desc(), Account.sort_key, Account.id)
    )
    leaders: defaultdict[int, tuple[tuple[int, str], ...]] = defaultdict(tuple)
    for group_id, account_id, name in rows:
        leaders[group_id] += ((account_id, clean_line(name)),)
    sits = sa.select(AccountRole.account_id).join(Account, Account.id == AccountRole.account_id)
    someone = sits.where(
        AccountRole.organization_id == organization_id,
        AccountRole.role == Role.STANDING_COMMITTEE,
        Account.disabled_at.is_(None),
    ).limit(1)
    return Superiors(leaders=leaders, committee=session.scalars(someone).first() is not None)


def raised(
    superiors: Superiors,
    *,
    group_id: int,
    due_on: date | None,
    plan: LadderPlan,
    today: date,
    calendar: WorkingCalendar,
    reader_id: int,
) -> Raised:
    """To whom a task goes up that stands so today; the reader needs no telling of himself."""
    days = calendar.between(due_on, today) if due_on is not None and due_on < today else 0
    to_leaders = 0 < plan.escalate_after <= days
    leaders = superiors.leaders.get(group_id, ()) if to_leaders else ()
    return Raised(
        names=tuple(dict.fromkeys(name for account_id, name in leaders if account_id != reader_id)),
        committee=superiors.committee and 0 < plan.committee_after <= days,
    )
