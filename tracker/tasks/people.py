"""Who hears of a task: the people in its groups, and the office."""

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import Role
from tracker.accounts.models import Account, AccountRole
from tracker.groups.models import Membership
from tracker.mail.outbox import Recipient


def members_to_tell(session: Session, group_ids: Collection[int], day: date) -> list[Recipient]:
    """The active people who hold a seat in one of the groups on `day`, by name."""
    rows = session.execute(
        sa.select(Account.id, Account.email)
        .where(
            Account.disabled_at.is_(None),
            Account.id.in_(
                sa.select(Membership.account_id).where(
                    Membership.group_id.in_(group_ids),
                    Membership.from_on <= day,
                    sa.or_(Membership.until_on.is_(None), Membership.until_on >= day),
                )
            ),
        )
        .order_by(Account.sort_key, Account.id)
    )
    return [Recipient(account_id=account_id, address=email) for account_id, email in rows]


def office_of(session: Session, organization_id: int) -> list[Recipient]:
    """The active office staff of an organization, by name."""
    rows = session.execute(
        sa.select(Account.id, Account.email)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(
            Account.organization_id == organization_id,
            Account.disabled_at.is_(None),
            AccountRole.role == Role.OFFICE,
        )
        .order_by(Account.sort_key, Account.id)
    )
    return [Recipient(account_id=account_id, address=email) for account_id, email in rows]


def without(recipients: list[Recipient], account_id: int | None) -> list[Recipient]:
    """Everybody but the one who acted: nobody is told of their own act."""
    return [each for each in recipients if each.account_id != account_id]


def is_member(session: Session, account_id: int, group_id: int, day: date) -> bool:
    """Whether an active account holds a seat in the group on `day`."""
    return any(each.account_id == account_id for each in members_to_tell(session, [group_id], day))


def choosable_people(session: Session, group_id: int, day: date) -> list[tuple[int, str]]:
    """Who may be put in charge of a group's task: its active members on `day`, by name."""
    ids = [each.account_id for each in members_to_tell(session, [group_id], day)]
    rows = session.execute(
        sa.select(Account.id, Account.full_name).where(Account.id.in_(ids)).order_by(Account.sort_key, Account.id)
    )
    return [(account_id, name) for account_id, name in rows]
