"""Links in mails that know whom they were sent to: for one purpose, one person and one thing, and not for ever.

Nothing is stored: the signature proves that the link is ours. It dies with its time, with the password it was made
under, and with the account.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from tracker.accounts.models import Account

_FIELDS = 4
_FINGERPRINT_LENGTH = 16


class Purpose(StrEnum):
    """What a link is good for; one of another purpose is no link at all."""

    UPDATE = "update"  # report on one task
    DIGESTS = "digests"  # say how many digests one wants; the thing is the account itself


@dataclass(frozen=True, kw_only=True)
class SignedLink:
    """What a link of ours says. `fingerprint` is of the password it was made under."""

    account_id: int
    object_id: int
    expires_at: datetime
    fingerprint: str

    def lives(self, account: Account | None, now: datetime) -> bool:
        """Whether it still opens anything for `account`."""
        if account is None or account.id != self.account_id or account.disabled_at is not None:
            return False
        made_under = [hmac.compare_digest(self.fingerprint, _fingerprint(account, key)) for key in _keys()]
        return now < self.expires_at and any(made_under)


def make_token(purpose: Purpose, account: Account, object_id: int, *, now: datetime) -> str:
    """The part of an address that stands for `account` and the thing; good for LINK_DAYS."""
    expires_at = now + timedelta(days=current_app.config["LINK_DAYS"])
    words = [account.id, object_id, int(expires_at.timestamp()), _fingerprint(account, _keys()[-1])]
    return str(_serializer(purpose).dumps(words))


def read_token(purpose: Purpose, token: str) -> SignedLink | None:
    """What the token says, whether or not it still lives; None if we never made it for this purpose."""
    try:
        words = _serializer(purpose).loads(token)
    except BadSignature:
        return None
    if not isinstance(words, list) or len(words) != _FIELDS:
        return None
    account_id, object_id, until, fingerprint = words
    return SignedLink(
        account_id=account_id,
        object_id=object_id,
        expires_at=datetime.fromtimestamp(until, tz=UTC),
        fingerprint=fingerprint,
    )


def _serializer(purpose: Purpose) -> URLSafeSerializer:
    """The newest key signs, the older ones still read."""
    return _serializer_of(purpose, tuple(_keys()))


@lru_cache(maxsize=16)
def _serializer_of(purpose: Purpose, keys: tuple[str, ...]) -> URLSafeSerializer:
    return URLSafeSerializer([*keys], salt=f"link:{purpose}", signer_kwargs={"digest_method": hashlib.sha256})


def _keys() -> list[str]:
    """The oldest first, as itsdangerous wants them."""
    return [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]


def _fingerprint(account: Account, key: str) -> str:
    """Changes with the password, but not when the same one is only hashed anew at a sign-in.

    A password that somebody else set has no day of its own; then its hash stands for it.
    """
    changed_at = account.password_changed_at
    password = changed_at.isoformat() if changed_at else account.password_hash or ""
    said = f"{account.id}:{password}".encode()
    return hmac.digest(key.encode(), said, "sha256").hex()[:_FINGERPRINT_LENGTH]
