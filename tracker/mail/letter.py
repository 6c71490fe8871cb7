"""A letter as its author wrote it, and the same as bytes for the wire."""

import email.policy
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from tracker.core.text import clean_line

LONGEST_HEADER = 250

# Seven-bit bodies pass every server. policy.SMTP ends lines with CRLF, as the wire demands.
_WIRE = email.policy.SMTP.clone(cte_type="7bit")
_BODY_CONTROLS = {"\n", "\t"}
_ENVELOPE = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")  # RFC 5321 without quoted names


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What one mail says. `text` and `html` say the same; `list_unsubscribe` is a URL, on digests only."""

    subject: str
    text: str
    html: str
    reply_to: str | None = None
    list_unsubscribe: str | None = None


@dataclass(frozen=True)
class Nothing:
    """There is no longer anything to say; the mail is cancelled for this reason."""

    reason: str


class BadAddress(ValueError):
    """An address that cannot stand in an envelope."""


def to_message(
    letter: Letter,
    *,
    mail_id: int,
    message_id: str,
    address: str,
    to_name: str,
    from_address: str,
    from_name: str,
    date: datetime,
) -> bytes:
    """The letter with its headers. Text from people cannot end a header, begin one, or hide in an encoded word."""
    message = EmailMessage(policy=_WIRE)
    message["From"] = _address(from_name, from_address)
    message["To"] = _address(to_name, address)
    message["Subject"] = _header(letter.subject)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Mail-Number"] = str(mail_id)
    if letter.reply_to:
        message["Reply-To"] = _address("", letter.reply_to)
    if letter.list_unsubscribe:
        _add_unsubscribe(message, letter.list_unsubscribe)
    message.set_content(_body(letter.text))
    message.add_alternative(_body(letter.html), subtype="html")
    return message.as_bytes()


def envelope_address(address: str) -> str:
    """The address for MAIL FROM and RCPT TO: ASCII, the domain in its IDNA form; else BadAddress."""
    local, at, domain = address.strip().rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadAddress(address) from error
    written = f"{local}@{ascii_domain}"
    if not (at and local and ascii_domain) or not _ENVELOPE.fullmatch(written):
        raise BadAddress(address)
    return written


def _address(name: str, address: str) -> Address:
    local, _, domain = envelope_address(address).rpartition("@")
    return Address(display_name=_header(name), username=local, domain=domain)


def _header(text: str) -> str:
    """One clean line. "=?" would be read as the start of an encoded word, whose content nobody checked."""
    return clean_line(text)[:LONGEST_HEADER].replace("=?", "= ?").strip()


def _body(text: str) -> str:
    r"""The text in NFC, lines parted by \n, without what no mail may hold. Spaces stay: tables are aligned by them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", "".join(char for char in lines if _is_writable(char)))


def _is_writable(char: str) -> bool:
    return char in _BODY_CONTROLS or unicodedata.category(char) not in {"Cc", "Cs"}


def _add_unsubscribe(message: EmailMessage, url: str) -> None:
    message["List-Unsubscribe"] = f"<{_header(url)}>"
    if url.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
