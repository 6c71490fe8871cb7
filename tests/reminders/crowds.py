"""Very many tasks with the longest words that forms take, written in one go."""

import sqlalchemy as sa

from tests.cast import NOW, QUARTER
from tracker.accounts.models import Account
from tracker.core.database import transaction
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.mail.outbox import Recipient, queue_news
from tracker.organizations.models import Organization
from tracker.tasks.models import Assignment, StatusUpdate, Task
from tracker.tasks.status import Kind, SelfRating, State

APART = 7
"""Between the numbers of two tasks, so that no list of them is short."""


def wide(length: int) -> str:
    """Words of nothing but letters that take three bytes."""
    return ("Ộễ Ửặỡ Ẵệợ " * length)[:length].strip().ljust(length, "Ộ")


def longest_names(cast, locale: str = "vi") -> None:
    """Everybody and everything is called as long as can be; people are written to in `locale`."""
    with transaction() as session:
        session.execute(sa.update(Account).values(full_name=wide(120), locale=locale))
        for group in session.scalars(sa.select(Group)):
            group.name, group.short_name = f"{wide(195)} {group.id:04d}", f"{wide(75)} {group.id:04d}"
        home = Organization.id == cast.home.id
        session.execute(
            sa.update(Organization).where(home).values(name=wide(200), short_name=wide(80), contact=wide(200))
        )


def speak(locale: str) -> None:
    with transaction() as session:
        session.execute(sa.update(Account).values(locale=locale))


def crowd(make, cast, count: int, *, reported: bool = True, **values) -> list[int]:
    """So many tasks of group A, with a supporting group, a long sentence and three long updates; their numbers."""
    directive = make.directive(quotation=wide(4000))
    ids = [1000 + APART * number for number in range(count)]
    with transaction() as session:
        session.execute(sa.update(Directive).values(issuer=wide(200)))
        session.execute(sa.insert(Task), [_task(cast, directive, number, values) for number in ids])
        session.execute(sa.insert(Assignment), [_support(cast, number) for number in ids])
        if reported:
            session.execute(sa.insert(StatusUpdate), [_update(cast, number) for number in ids for _again in range(3)])
    return ids


def _task(cast, directive, number: int, values) -> dict:
    return {
        "id": number,
        "organization_id": cast.home.id,
        "directive_id": directive.id,
        "part": number,
        "code": f"{number:04d}",
        "quarter": QUARTER,
        "title": wide(300),
        "folded": "",
        "kind": Kind.ONGOING_ACTIVITY,
        "lead_group_id": cast.groups["a"].id,
        "in_charge_id": cast.people["binh"].id,
        "assigned_on": NOW.date().replace(month=4, day=6),
        "due_text": wide(120),
        "state": State.NOT_STARTED,
        "state_since": NOW,
        **values,
    }


def _support(cast, number: int) -> dict:
    return {"organization_id": cast.home.id, "task_id": number, "group_id": cast.groups["b"].id}


def _update(cast, number: int) -> dict:
    day = NOW.date().replace(month=4, day=7)
    return {
        "organization_id": cast.home.id, "task_id": number, "group_id": cast.groups["a"].id,
        "author_id": cast.people["binh"].id, "created_at": NOW.replace(month=4, day=7), "reported_on": day,
        "from_state": State.NOT_STARTED, "to_state": State.IN_PROGRESS, "self_rating": SelfRating.AT_RISK,
        "done_text": wide(4000),
    }  # fmt: skip


def tell(cast, ids, kind, name: str, **detail) -> None:
    """The same news of every task, for one person."""
    account = cast.people[name]
    with transaction() as session:
        for number in ids:
            queue_news(
                session, organization_id=cast.home.id, kind=kind, task_id=number, key=f"{kind}:{number}", now=NOW,
                recipients=[Recipient(account_id=account.id, address=account.email)], local_day=NOW.date(),
                detail=detail,
            )  # fmt: skip
