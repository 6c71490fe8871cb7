"""A letter as its author wrote it, and the same as bytes for the wire.

The bytes are put together here: the email package takes five milliseconds to fold the headers of one Vietnamese
letter, more than everything else about sending it. What is written is small: RFC 5322 headers, RFC 2047 words,
two RFC 2045 base64 parts; the tests read it back with the email package.
"""

import re
import unicodedata
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, quote
from functools import lru_cache

from tracker.core.text import clean_line

LONGEST_HEADER = 250
HEADERS_SIZE = 3000
"""Bytes that are more than enough for the headers of a letter."""

_WORD_BYTES = 39  # with "Subject: " before it, the encoded word ends within the 76 columns of RFC 2047
_BOUNDARY = "=_alternative"  # no line of base64 can look like it
_NOT_WRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")  # controls but \t \n, and lone surrogates
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


@dataclass(frozen=True)
class NotNow:
    """The mail may not leave at this moment, for this reason: it waits for its new hours, or without any expires."""

    reason: str
    hours: tuple[datetime, datetime] | None = None


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
    headers = {
        "From": _mailbox(from_name, from_address),
        "To": _mailbox(to_name, address),
        "Subject": _unstructured(letter.subject),
        "Date": format_datetime(date),
        "Message-ID": clean_line(message_id),
        "Auto-Submitted": "auto-generated",
        "X-Mail-Number": str(mail_id),
        **_optional(letter),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{_BOUNDARY}"',
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    parts = _part("plain", letter.text) + _part("html", letter.html)
    return f"{head}\r\n{parts}--{_BOUNDARY}--\r\n".encode("ascii")


def wire_size(letter: Letter) -> int:
    """About how many bytes the letter is on the wire: two bodies in lines of base64, and some headers."""
    return sum(len(_body(part).encode()) * 4 // 3 * 78 // 76 for part in (letter.text, letter.html)) + HEADERS_SIZE


def envelope_address(address: str) -> str:
    """The address for MAIL FROM and RCPT TO: ASCII, the domain in its IDNA form; else BadAddress."""
    local, at, domain = address.strip().rpartition("@")
    try:
        ascii_domain = _ascii(domain)
    except UnicodeError as error:
        raise BadAddress(address) from error
    written = f"{local}@{ascii_domain}"
    if not (at and local and ascii_domain) or not _ENVELOPE.fullmatch(written):
        raise BadAddress(address)
    return written


@lru_cache(maxsize=1024)
def _ascii(domain: str) -> str:
    """The domain in its IDNA form, which is slow to find and asked for several times a mail."""
    return domain.encode("idna").decode("ascii")


def _optional(letter: Letter) -> dict[str, str]:
    headers = {}
    if letter.reply_to:
        headers["Reply-To"] = envelope_address(letter.reply_to)
    if letter.list_unsubscribe:
        url = re.sub(r"[^!-~]", "", letter.list_unsubscribe)[:LONGEST_HEADER]
        headers["List-Unsubscribe"] = f"<{url}>"
        if url.startswith("https://"):
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _mailbox(name: str, address: str) -> str:
    """A name and an address, the address on a line of its own where the name had to be encoded."""
    written = envelope_address(address)
    line = clean_line(name)[:LONGEST_HEADER]
    if not line:
        return written
    if _is_plain(line):
        return f'"{quote(line)}" <{written}>'
    return f"{_encoded(line)}\r\n <{written}>"


def _unstructured(text: str) -> str:
    line = clean_line(text)[:LONGEST_HEADER]
    return line if _is_plain(line) else _encoded(line)


def _is_plain(line: str) -> bool:
    """Whether it may stand as it is; "=?" would be read as the start of an encoded word, whose content nobody saw."""
    return line.isascii() and "=?" not in line


def _encoded(line: str) -> str:
    return "\r\n ".join(f"=?utf-8?b?{b64encode(chunk).decode()}?=" for chunk in _chunks(line))


def _chunks(line: str) -> Iterator[bytes]:
    """Pieces short enough for one encoded word, no letter torn in two."""
    piece = b""
    for char in line:
        letter = char.encode()
        if len(piece) + len(letter) > _WORD_BYTES:
            yield piece
            piece = b""
        piece += letter
    yield piece


def _part(kind: str, text: str) -> str:
    body = encodebytes(_body(text).replace("\n", "\r\n").encode()).decode().replace("\n", "\r\n")
    return (
        f"--{_BOUNDARY}\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}"
    )


def _body(text: str) -> str:
    r"""The text in NFC, lines parted by \n, without what no mail may hold. Spaces stay: tables are aligned by them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _NOT_WRITABLE.sub("", lines))
