"""Who came by a link, and to what: or why the link opens nothing."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account
from tracker.accounts.policy import Right, allows
from tracker.accounts.queries import actor_of
from tracker.accounts.signed_links import Purpose, SignedLink, read_token
from tracker.core.errors import NotFound
from tracker.core.words import N_
from tracker.tasks.loading import subject_of
from tracker.tasks.models import Task
from tracker.tasks.whole import whole_task

DEAD = N_("Liên kết đã hết hạn, hoặc đồng chí đã đổi mật khẩu sau khi nhận thư.")
NOT_YOURS = N_("Liên kết này gửi cho người khác. Không chuyển tiếp thư nhắc; mỗi người có liên kết riêng.")
NO_PART = N_("Đồng chí không còn được giao báo cáo việc này.")


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A link that opens the form of one task for one person."""

    token: str
    account: Account
    actor: Actor
    task: Task


class Closed(Exception):
    """The link opens nothing; the message is for whoever came by it, and names no task."""

    def __init__(self, message: str, status: HTTPStatus) -> None:
        super().__init__(message)
        self.message = message
        self.status = status


def open_link(session: Session, token: str, *, visitor: Actor | None, now: datetime) -> Opened:
    """Open the link for `visitor` (None: nobody is signed in).

    Raises NotFound for what we never made, Closed with the reason for what opens nothing any more.
    """
    link, account = _owner_of(session, Purpose.UPDATE, token, visitor, now)
    actor = actor_of(session, account, now)
    task = whole_task(session, link.object_id, actor)
    if task is None or not allows(actor, Right.REPORT, subject_of(task)):
        raise Closed(NO_PART, HTTPStatus.GONE)
    return Opened(token=token, account=account, actor=actor, task=task)


def open_digests(session: Session, token: str, *, visitor: Actor | None, now: datetime) -> Account:
    """The person whose digests the link is about; raises as `open_link` does."""
    return _owner_of(session, Purpose.DIGESTS, token, visitor, now)[1]


def _owner_of(
    session: Session, purpose: Purpose, token: str, visitor: Actor | None, now: datetime
) -> tuple[SignedLink, Account]:
    link = read_token(purpose, token)
    if link is None:
        raise NotFound
    account = session.get(Account, link.account_id)
    if account is None or not link.lives(account, now):
        raise Closed(DEAD, HTTPStatus.GONE)
    if visitor is not None and visitor.account_id != account.id:
        raise Closed(NOT_YOURS, HTTPStatus.FORBIDDEN)
    return link, account
