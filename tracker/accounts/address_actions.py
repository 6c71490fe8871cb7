"""What the office does about a person whose mail does not arrive. Each act leaves one entry."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker.accounts.account_actions import record_about
from tracker.accounts.actor import Actor
from tracker.accounts.addresses import FIELD, OTHERS, TAKES_NONE, check_alternative, send_what_waited
from tracker.accounts.queries import hold_account
from tracker.core.database import transaction
from tracker.core.errors import Invalid, Stale
from tracker.core.words import N_
from tracker.mail import burials, claims

MENDED = N_("Địa chỉ thư của người này vừa được sửa hoặc mở lại. Xem lại danh sách.")


def set_alternative(account_id: int, address: str, *, actor: Actor, now: datetime) -> int:
    """Send a person's mail elsewhere, what waited first; returns how many mails that were.

    Stale if their address has been mended meanwhile, Invalid beside the field for one that cannot be.
    """
    with transaction() as session:
        account = hold_account(session, actor.organization_id, account_id)
        before, old = account.mail_address, account.alternative_email
        if not burials.is_dead(session, before):
            raise Stale(MENDED)
        if not address:
            raise Invalid(N_("Nhập địa chỉ nhận thư."), field=FIELD)
        account.alternative_email = check_alternative(session, address, email=account.email, account=account)
        if account.mail_address == before:
            raise Invalid(TAKES_NONE, field=FIELD)
        account.version += 1
        _flush(session)
        sent = send_what_waited(session, account, before=before, now=now)
        changes = {FIELD: (old, account.alternative_email), "requeued": (0, sent)}
        record_about(session, account, "account.address", actor, now, changes=changes)
    return sent


def try_again(account_id: int, *, actor: Actor, now: datetime) -> int:
    """Believe that a person's address takes mail again, and send what waited; returns how many mails that were.

    Stale if their address is not given up any more.
    """
    with transaction() as session:
        account = hold_account(session, actor.organization_id, account_id)
        sent = claims.requeue_unreached(session, account.id, address=account.mail_address, now=now)
        if not burials.forgive(session, account.mail_address):
            raise Stale(MENDED)
        record_about(session, account, "account.address_tried", actor, now, changes={"requeued": (0, sent)})
    return sent


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:  # somebody else was given the address between our look and our write
        raise Invalid(OTHERS, field=FIELD) from error
