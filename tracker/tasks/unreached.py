"""People whom no mail reaches, those first whom a task goes up to: their silence would look like consent."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.actor import SEAT_WORDS, Role, SeatRole
from tracker.accounts.addresses import unreached
from tracker.accounts.models import Account, AccountRole
from tracker.core.words import N_
from tracker.groups.models import Group, Membership
from tracker.mail.claims import reached_nobody
from tracker.mail.models import DeadAddress, Occurrence, OutgoingMail
from tracker.mail.status import MailState, OccurrenceState
from tracker.tasks.models import Task
from tracker.tasks.status import ALIVE_STATES

COMMITTEE = N_("Thường trực")
IN_CHARGE = N_("Người phụ trách")


@dataclass(frozen=True, kw_only=True)
class Post:
    """Why somebody must not be missed: as what (words marked with N_), and in which group if in one."""

    words: str
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Unreached:
    """One of them. `missed` are the mails that reached nobody since, `task_id` is the newest task spoken of in them."""

    account: Account
    address: DeadAddress
    missed: int
    task_id: int | None
    posts: tuple[Post, ...]

    @property
    def weighs(self) -> bool:
        """Whether a mail was lost by which a task should have gone up."""
        return bool(self.posts) and self.missed > 0


def find_unreached(session: Session, organization_id: int, day: date) -> list[Unreached]:
    """All of them: first those who missed what must not be missed, then by name. 5 SELECTs."""
    query = (
        sa.select(Account, DeadAddress)
        .join(DeadAddress, unreached(organization_id))
        .order_by(Account.sort_key, Account.id)
        .execution_options(populate_existing=True)
    )
    rows = session.execute(query).all()
    ids = [account.id for account, _dead in rows]
    missed, tasks, posts = _missed(session, ids), _newest_tasks(session, ids), _posts(session, ids, day)
    found = [
        Unreached(
            account=account,
            address=dead,
            missed=missed.get(account.id, 0),
            task_id=tasks.get(account.id),
            posts=tuple(posts.get(account.id, ())),
        )
        for account, dead in rows
    ]
    return sorted(found, key=lambda each: (not each.weighs, not each.posts))


def _lost() -> tuple[sa.ColumnElement[bool], ...]:
    """The mails that each of these people has missed since the address was given up."""
    of_late = sa.or_(OutgoingMail.expires_at > DeadAddress.since, OutgoingMail.state == MailState.ACCEPTED)
    return OutgoingMail.address == DeadAddress.address, of_late, reached_nobody()


def _missed(session: Session, account_ids: Collection[int]) -> Mapping[int, int]:
    query = (
        sa.select(OutgoingMail.account_id, sa.func.count(OutgoingMail.id))
        .join(DeadAddress, sa.and_(*_lost()))
        .where(OutgoingMail.account_id.in_(account_ids))
        .group_by(OutgoingMail.account_id)
    )
    return {account_id: count for account_id, count in session.execute(query) if account_id is not None}


def _newest_tasks(session: Session, account_ids: Collection[int]) -> Mapping[int, int]:
    newest = (
        sa.select(sa.func.max(Occurrence.id))
        .join(OutgoingMail, OutgoingMail.id == Occurrence.mail_id)
        .join(DeadAddress, sa.and_(*_lost()))
        .where(OutgoingMail.account_id.in_(account_ids), Occurrence.state == OccurrenceState.ATTACHED)
        .group_by(OutgoingMail.account_id)
    )
    query = sa.select(Occurrence.account_id, Occurrence.task_id).where(Occurrence.id.in_(newest))
    return {row.account_id: row.task_id for row in session.execute(query)}


def _posts(session: Session, account_ids: Sequence[int], day: date) -> Mapping[int, list[Post]]:
    posts: defaultdict[int, list[Post]] = defaultdict(list)
    for account_id, post in (
        *_of_committee(session, account_ids),
        *_heads(session, account_ids, day),
        *_in_charge(session, account_ids),
    ):
        posts[account_id].append(post)
    return posts


def _of_committee(session: Session, account_ids: Sequence[int]) -> list[tuple[int, Post]]:
    role = AccountRole.role == Role.STANDING_COMMITTEE
    query = sa.select(AccountRole.account_id).where(role, AccountRole.account_id.in_(account_ids))
    return [(account_id, Post(words=COMMITTEE)) for account_id in session.scalars(query)]


def _heads(session: Session, account_ids: Sequence[int], day: date) -> list[tuple[int, Post]]:
    query = (
        sa.select(Membership.account_id, Membership.role, Group.short_name)
        .join(Group, Group.id == Membership.group_id)
        .where(
            Membership.account_id.in_(account_ids),
            Membership.role.in_((SeatRole.HEAD, SeatRole.DEPUTY)),
            Membership.from_on <= day,
            sa.or_(Membership.until_on.is_(None), Membership.until_on >= day),
        )
        .order_by(Group.position, Group.id)
    )
    return [(account_id, Post(words=SEAT_WORDS[role], group=name)) for account_id, role, name in session.execute(query)]


def _in_charge(session: Session, account_ids: Sequence[int]) -> list[tuple[int, Post]]:
    alive = (Task.in_charge_id.in_(account_ids), Task.state.in_(ALIVE_STATES))
    query = sa.select(Task.in_charge_id).where(*alive).distinct()
    return [(account_id, Post(words=IN_CHARGE)) for account_id in session.scalars(query) if account_id is not None]
