"""Where a person's mail goes, and whether it can arrive there."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.accounts.models import Account
from tracker.accounts.rules import check_email
from tracker.core.errors import Invalid
from tracker.core.words import N_
from tracker.mail import burials, claims
from tracker.mail.models import DeadAddress

FIELD = "alternative_email"
OTHERS = N_("Địa chỉ này là của tài khoản khác. Nhập địa chỉ riêng của người này.")
TAKES_NONE = N_("Thư gửi tới địa chỉ này cũng bị trả lại. Nhập địa chỉ khác.")


def unreached(organization_id: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    """The people of an organization whose mail goes to an address that takes none, as a condition on both tables.

    The one place that says who they are: the figure on every page and the list behind it ask this.
    """
    own, other = Account.email == DeadAddress.address, Account.alternative_email == DeadAddress.address
    return sa.and_(
        Account.organization_id == organization_id,
        Account.disabled_at.is_(None),
        sa.or_(other, sa.and_(Account.alternative_email == "", own)),
    )


def unreached_column(organization_id: int | sa.BindParameter[int]) -> sa.Label[Any]:
    """How many they are, as a column that any SELECT may carry along."""
    counted = sa.select(sa.func.count(Account.id)).select_from(DeadAddress).join(Account, unreached(organization_id))
    return counted.scalar_subquery().label("unreached")


def count_unreached(session: Session, organization_id: int) -> int:
    """How many they are."""
    found: int = session.scalars(sa.select(unreached_column(organization_id))).one()
    return found


def is_taken(session: Session, address: str, *, but: int | None) -> bool:
    """Whether mail of another account goes to this address, or would if its alternative were dropped."""
    theirs = sa.or_(Account.email == address, Account.alternative_email == address)
    query = sa.select(Account.id).where(theirs, Account.id != but if but is not None else sa.true())
    return session.scalars(query.limit(1)).first() is not None


def check_alternative(session: Session, text: str, *, email: str, account: Account | None = None) -> str:
    """Where mail is to go instead of `email`, normalised; empty for nowhere else. Invalid if it cannot be.

    A mailbox of another person is refused: whoever reads it could act by the links in the mails.
    """
    if not text:
        return ""
    address = check_email(text, field=FIELD)
    if account is not None and address == account.alternative_email != email:
        return address
    if is_taken(session, address, but=account.id if account else None):
        raise Invalid(OTHERS, field=FIELD)
    if burials.is_dead(session, address):
        raise Invalid(TAKES_NONE, field=FIELD)
    return "" if address == email else address


def send_what_waited(session: Session, account: Account, *, before: str, now: datetime) -> int:
    """Once a person's mail goes elsewhere than `before`: send there what reached nobody. Returns how many mails."""
    if account.mail_address == before:
        return 0
    return claims.requeue_unreached(session, account.id, address=account.mail_address, now=now)
