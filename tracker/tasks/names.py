"""What groups and committees are called, for lists to choose from and for headings."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.groups.models import Group
from tracker.organizations.models import Organization


def choosable_groups(session: Session, organization_id: int) -> Sequence[Group]:
    """The groups that work may be given to, in their fixed order."""
    return session.scalars(
        sa.select(Group)
        .where(Group.organization_id == organization_id, Group.closed_on.is_(None))
        .order_by(Group.position, Group.name, Group.id)
    ).all()


def group_names(session: Session, group_ids: Collection[int]) -> list[str]:
    """What these groups are called, in their fixed order."""
    rows = sa.select(Group.name).where(Group.id.in_(group_ids)).order_by(Group.position, Group.name, Group.id)
    return list(session.scalars(rows))


def organization_names(session: Session, organization_ids: Collection[int]) -> dict[int, str]:
    """What these committees are called in short."""
    rows = sa.select(Organization.id, Organization.short_name).where(Organization.id.in_(organization_ids))
    return dict(iter(session.execute(rows)))
