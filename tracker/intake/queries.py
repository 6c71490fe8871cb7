"""Questions of the entry: whom and what may be chosen, what a document has given so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.accounts.models import Account
from tracker.directives.models import Directive
from tracker.groups.models import Group, Membership
from tracker.organizations.queries import open_fields
from tracker.tasks.models import Assignment, Task
from tracker.tasks.names import choosable_groups


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What may be chosen in one organization today. `people` are (id, name with groups), `seats` (group, person)."""

    groups: Sequence[tuple[int, str]]
    group_names: dict[int, tuple[str, str]]
    fields: Sequence[tuple[int, str]]
    people: Sequence[tuple[int, str]]
    seats: frozenset[tuple[int, int]]


def choices_in(session: Session, organization_id: int, day: date) -> Choices:
    """The groups, fields and members an organization may choose from on `day`."""
    groups = choosable_groups(session, organization_id)
    seats = _seats(session, [group.id for group in groups], day)
    people: dict[int, tuple[str, list[str]]] = {}
    for account, group in seats:
        people.setdefault(account.id, (account.full_name, []))[1].append(group.short_name)
    return Choices(
        groups=[(group.id, group.name) for group in groups],
        group_names={group.id: (group.name, group.short_name) for group in groups},
        fields=[(field.id, field.name) for field in open_fields(session, organization_id)],
        people=[(person, f"{name} – {', '.join(names)}") for person, (name, names) in people.items()],
        seats=frozenset((group.id, account.id) for account, group in seats),
    )


def directives_with_tasks(session: Session, document_id: int) -> Sequence[tuple[Directive, Sequence[Task]]]:
    """The directives of a document in their order, each with its tasks and their groups."""
    directives = session.scalars(
        sa.select(Directive)
        .where(Directive.document_id == document_id)
        .options(joinedload(Directive.field))
        .order_by(Directive.number)
    ).all()
    tasks: dict[int, list[Task]] = {directive.id: [] for directive in directives}
    for task in session.scalars(
        sa.select(Task)
        .join(Task.directive)
        .where(Directive.document_id == document_id)
        .options(joinedload(Task.lead_group), selectinload(Task.supporting).joinedload(Assignment.group))
        .order_by(Task.part)
    ):
        tasks[task.directive_id].append(task)
    return [(directive, tasks[directive.id]) for directive in directives]


def taken_spans(session: Session, document_id: int) -> list[tuple[int, int]]:
    """The spans of the document's text that directives quote already."""
    rows = session.execute(
        sa.select(Directive.start, Directive.end).where(
            Directive.document_id == document_id, Directive.start.is_not(None)
        )
    )
    return [(start, end) for start, end in rows if start is not None and end is not None]


def is_form_used(session: Session, form_key: str) -> bool:
    """Whether a form with this key has been sent and its work given."""
    first = sa.select(Directive.id).where(Directive.form_key == f"{form_key}/1")
    return session.scalar(first) is not None


def _seats(session: Session, group_ids: Sequence[int], day: date) -> Sequence[tuple[Account, Group]]:
    rows = session.execute(
        sa.select(Account, Group)
        .join(Membership, Membership.account_id == Account.id)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Group.id.in_(group_ids),
            Account.disabled_at.is_(None),
            Membership.from_on <= day,
            sa.or_(Membership.until_on.is_(None), Membership.until_on >= day),
        )
        .order_by(Account.sort_key, Account.id, Group.position, Group.name)
    )
    return [(account, group) for account, group in rows]
