"""Where reports about a mail come back to: an address that names the mail and the recipient it was sent to.

With MAIL_BOUNCES "tra-lai@coquan.vn" mail 41 is sent from `tra-lai+41-<seal>@coquan.vn`. The seal is a signature over
the number and the recipient, so nobody who has not seen the mail can make a report that counts. Lower case and short:
servers on the way may lower the letters, and RFC 5321 allows 64 characters before the @.
"""

import hashlib
import hmac
import re
from collections.abc import Collection
from dataclasses import dataclass

from flask import current_app

from tracker.core.text import normalize_email
from tracker.mail.letter import BadAddress, envelope_address

SEAL_LENGTH = 20
LONGEST_LOCAL_PART = 64
LARGEST_ID = 2**31 - 1

_LONGEST_MARK = len(f"+{LARGEST_ID}-") + SEAL_LENGTH
_MARK = re.compile(rf"\+(?P<number>[0-9]{{1,10}})-(?P<seal>[0-9a-f]{{{SEAL_LENGTH}}})@", re.IGNORECASE)


@dataclass(frozen=True)
class Mark:
    """What the address of a report says: which mail it is about. Not to be believed before the seal is tried."""

    mail_id: int
    seal: str


def check(address: str) -> None:
    """ValueError unless marks can be put into `address`."""
    local = envelope_address(address).rpartition("@")[0]
    if len(local) + _LONGEST_MARK > LONGEST_LOCAL_PART:
        raise ValueError(
            f"MAIL_BOUNCES may have {LONGEST_LOCAL_PART - _LONGEST_MARK} characters before the @, not {len(local)}"
        )


def return_path(address: str, mail_id: int, recipient: str) -> str:
    """The envelope sender of one mail to one recipient, made from the address that collects reports."""
    local, _at, domain = envelope_address(address).rpartition("@")
    return f"{local}+{mail_id}-{_seal(_keys()[0], mail_id, recipient)}@{domain}"


def marks_in(text: str) -> list[Mark]:
    """Every mark that stands in the addresses of `text`, in their order, each once."""
    found = (Mark(int(each["number"]), each["seal"].lower()) for each in _MARK.finditer(text))
    return [mark for mark in dict.fromkeys(found) if mark.mail_id <= LARGEST_ID]


def sealed_recipient(mark: Mark, addresses: Collection[str]) -> str | None:
    """The one of `addresses` that the mail of this mark was sent to; None if the seal is not ours for any."""
    for address in addresses:
        for key in _keys():
            if hmac.compare_digest(mark.seal, _seal(key, mark.mail_id, address)):
                return address
    return None


def _seal(key: str, mail_id: int, recipient: str) -> str:
    said = f"return-path:{mail_id}:{_written(recipient)}".encode()
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()[:SEAL_LENGTH]


def _written(address: str) -> str:
    """One spelling, whether the address comes from the account or from the envelope."""
    try:
        return normalize_email(envelope_address(address))
    except BadAddress:
        return normalize_email(address)


def _keys() -> list[str]:
    """The newest first: it signs, the older ones are still read."""
    return [current_app.config["SECRET_KEY"], *reversed(current_app.config["SECRET_KEY_FALLBACKS"])]
