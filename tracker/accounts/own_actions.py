"""What a person does with their own account."""

from datetime import datetime

from tracker.accounts import rules
from tracker.accounts.account_actions import record_about
from tracker.accounts.actor import Actor
from tracker.accounts.models import Account, DigestWish
from tracker.accounts.passwords import hash_password, is_right
from tracker.accounts.sign_in_actions import begin_attempt, end_sign_ins, strike_out
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid, Stale
from tracker.core.languages import LANGUAGES
from tracker.core.words import N_


def change_password(
    current: str, new: str, *, actor: Actor, sign_in_id: int, address: str | None, now: datetime
) -> int:
    """Change one's own password and end the sign-ins on other devices; return how many there were.

    The current password is guessed as slowly here as at the door: an open screen is no way round it.
    """
    account = db.session().get_one(Account, actor.account_id)
    stored = account.password_hash
    rules.check_password(new, email=account.email, full_name=account.full_name, field="new")
    if new == current:
        raise Invalid(N_("Mật khẩu mới phải khác mật khẩu hiện tại."), field="new")
    attempt = begin_attempt(account.email, address=address, now=now)
    if not is_right(current, stored):
        raise Invalid(N_("Mật khẩu hiện tại chưa đúng."), field="current")
    hashed = hash_password(new)
    with transaction() as session:
        account = session.get_one(Account, actor.account_id, populate_existing=True, with_for_update=True)
        if account.password_hash != stored:
            raise Stale
        strike_out(session, attempt)
        account.password_hash = hashed
        account.password_changed_at = now
        ended = end_sign_ins(session, account.id, now=now, but=sign_in_id)
        record_about(session, account, "account.password_changed", actor, now, changes={"sign_ins": (ended + 1, 1)})
    return ended


def choose_language(locale: str, *, actor: Actor, now: datetime) -> None:
    """Speak `locale` to this person from now on, in mails too."""
    if locale not in LANGUAGES:
        raise Invalid(N_("Chọn tiếng Việt hoặc tiếng Anh."), field="language")
    with transaction() as session:
        account = session.get_one(Account, actor.account_id, populate_existing=True, with_for_update=True)
        before, account.locale = account.locale, locale
        account.version += 1
        record_about(session, account, "account.language", actor, now, changes={"locale": (before, locale)})


def digest_wish(text: str) -> DigestWish:
    """The wish a form sent; raise Invalid for anything else."""
    if text not in set(DigestWish):
        raise Invalid(N_("Chọn nhận tất cả thư nhắc hoặc chỉ việc phải làm ngay."), field="digests")
    return DigestWish(text)


def choose_digests(wish: DigestWish, *, actor: Actor, now: datetime, by_link: bool = False) -> bool:
    """Send this person such digests from now on; whether that was anything new. Duties come whatever is chosen."""
    with transaction() as session:
        account = session.get_one(Account, actor.account_id, populate_existing=True, with_for_update=True)
        before, account.digests = account.digests, wish
        if before is wish:
            return False
        account.version += 1
        changes: dict[str, tuple[object, object]] = {"digests": (before, wish)}
        if by_link:
            changes["by_link"] = (None, True)
        record_about(session, account, "account.digests", actor, now, changes=changes)
    return True
