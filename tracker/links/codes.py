"""Six digits sent to the mailbox a link came to: whoever reads them there is the person the link was made for.

The digits are worked out from the row and our key, so that the mail can be written later and nothing readable is
stored. A right guess is good once; after that the same browser may send for a quarter of an hour.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from tracker.accounts.actor import Actor
from tracker.accounts.models import Account, LinkCode
from tracker.audit.trail import record
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.days import format_clock
from tracker.core.errors import Invalid
from tracker.core.words import N_
from tracker.links.rules import AN_HOUR, next_code_at
from tracker.mail import pauses
from tracker.mail.models import AT_ONCE, OutgoingMail
from tracker.mail.outbox import new_message_id
from tracker.mail.rows import change
from tracker.mail.status import MailKind

LASTS = timedelta(minutes=15)
MOST_FAILURES = 5
PURPOSE = "update"

WAIT = N_("Vừa gửi mã tới hộp thư của đồng chí. Gửi mã mới được sau %(clock)s; hoặc đăng nhập bằng mật khẩu.")
WRONG = N_("Mã chưa đúng hoặc đã hết hạn. Xem lại thư mới nhất, hoặc gửi lại mã.")
USED_UP = N_("Đã nhập sai quá nhiều lần nên mã này không dùng được nữa. Bấm “Gửi lại mã” để nhận mã mới.")
NOT_SENT = N_(
    "Hệ thống đang tạm dừng gửi thư nên chưa gửi được mã. Nội dung đã nhập vẫn được giữ;"
    " đăng nhập bằng mật khẩu để gửi ngay, hoặc thử lại sau."
)


def send_code(account: Account, task_id: int, *, actor: Actor, now: datetime) -> None:
    """Mail a new code; the ones before it for the same task are good no more.

    Refused until the wait is over, and while no mail leaves: the code would be too old before it came.
    """
    with transaction() as session:
        if pauses.paused_because(session):
            raise Invalid(NOT_SENT)
        session.get_one(Account, account.id, with_for_update=True)  # two at once are counted one after the other
        _refuse_while_waiting(session, account, task_id, now)
        _retire(session, account.id, task_id, now)
        code = LinkCode(
            organization_id=account.organization_id,
            account_id=account.id,
            purpose=PURPOSE,
            object_id=task_id,
            code_hash="",
            created_at=now,
            expires_at=now + LASTS,
        )
        session.add(code)
        session.flush()
        code.code_hash = _hash(code.id, digits_of(code))
        session.add(_mail(code, account, now))
        record(
            session,
            actor=actor,
            now=now,
            organization_id=account.organization_id,
            action="account.code_sent",
            subject="account",
            subject_id=account.id,
            subject_label=account.full_name,
        )


def prove(account_id: int, task_id: int, digits: str, *, now: datetime) -> int:
    """Take a right code; its number, by which the browser is known from now on. Invalid for anything else.

    A guess is counted before it is looked at, in a transaction of its own, so that many at once win nothing.
    """
    digits = "".join(each for each in digits if each.isdigit())
    with transaction() as session:
        ours = (*_of(account_id, task_id), *_open(now))
        code = session.scalars(sa.select(LinkCode).where(*ours).order_by(LinkCode.id.desc()).with_for_update()).first()
        if code is not None:
            code.failures += 1
    if code is None or not hmac.compare_digest(code.code_hash, _hash(code.id, digits)):
        raise Invalid(_why_not(account_id, task_id, now), field="digits")
    with transaction() as session:
        unused = (LinkCode.id == code.id, LinkCode.used_at.is_(None), LinkCode.expires_at > now)
        if change(session, LinkCode, *unused, used_at=now, failures=LinkCode.failures - 1) != 1:
            raise Invalid(WRONG, field="digits")
    return code.id


def is_proven(session: Session, code_id: object, account_id: int, task_id: int, now: datetime) -> bool:
    """Whether the browser that holds this number has given the code a moment ago."""
    if not isinstance(code_id, int):
        return False
    query = sa.select(LinkCode.used_at).where(LinkCode.id == code_id, *_of(account_id, task_id))
    used_at = session.scalars(query).first()
    return used_at is not None and now < used_at + LASTS


def is_waiting(session: Session, account_id: int, task_id: int, now: datetime) -> bool:
    """Whether a code is on its way or in the mailbox."""
    return session.scalars(sa.select(LinkCode.id).where(*_of(account_id, task_id), *_open(now))).first() is not None


def digits_of(code: LinkCode) -> str:
    """The six digits of a row."""
    said = f"link-code:{code.id}:{code.account_id}:{code.created_at.isoformat()}".encode()
    number = int.from_bytes(hmac.new(current_app.config["SECRET_KEY"].encode(), said, hashlib.sha256).digest())
    return f"{number % 1_000_000:06d}"


def _hash(code_id: int, digits: str) -> str:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, f"{code_id}:{digits}".encode(), hashlib.sha256).hexdigest()


def _of(account_id: int, task_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return LinkCode.account_id == account_id, LinkCode.purpose == PURPOSE, LinkCode.object_id == task_id


def _open(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return LinkCode.used_at.is_(None), LinkCode.expires_at > now, LinkCode.failures < MOST_FAILURES


def _why_not(account_id: int, task_id: int, now: datetime) -> str:
    """What is wrong with the digits: whether the newest code was guessed at too often, or they are others."""
    newest = sa.select(LinkCode.failures).where(*_of(account_id, task_id), LinkCode.expires_at > now)
    failures = db.session.scalars(newest.order_by(LinkCode.id.desc())).first()
    return USED_UP if failures is not None and failures >= MOST_FAILURES else WRONG


def _refuse_while_waiting(session: Session, account: Account, task_id: int, now: datetime) -> None:
    query = sa.select(LinkCode.object_id, LinkCode.created_at).where(
        LinkCode.account_id == account.id, LinkCode.purpose == PURPOSE, LinkCode.created_at > now - AN_HOUR
    )
    sent = session.execute(query).all()
    of_link = [row.created_at for row in sent if row.object_id == task_id]
    free_at = next_code_at(of_link, [row.created_at for row in sent])
    if free_at is not None and now < free_at:
        raise Invalid(WAIT, clock=format_clock(free_at, account.organization.time_zone))


def _retire(session: Session, account_id: int, task_id: int, now: datetime) -> None:
    change(session, LinkCode, *_of(account_id, task_id), *_open(now), expires_at=now)


def _mail(code: LinkCode, account: Account, now: datetime) -> OutgoingMail:
    return OutgoingMail(
        organization_id=account.organization_id,
        account_id=account.id,
        address=account.mail_address,
        kind=MailKind.CODE,
        priority=AT_ONCE,
        dedupe_key=f"code:{code.id}",
        message_id=new_message_id(),
        local_day=clock.today(account.organization.time_zone, now),
        not_before=now,
        expires_at=code.expires_at,
        created_at=now,
    )
