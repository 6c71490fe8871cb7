"""Reading a report that a mail could not be delivered (RFC 3464). Bytes in, plain values out; never raises.

Everything in it was written by strangers, perhaps on purpose: parts may lack, lie, be huge, be nested without end,
or name a character set that does not exist. What cannot be read is no report.
"""

import email
import email.policy
import hashlib
import logging
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message

from tracker.core.text import clean_line, normalize_email

log = logging.getLogger(__name__)

LARGEST = 1024 * 1024
"""Bytes of a message that are read: what counts in a report stands before the mail that comes back with it."""

_DEEPEST = 20
_LONGEST_WORDS = 500
_MOST_RECIPIENTS = 100
_FAILED = "failed"
_ADDRESSED_TO = frozenset(
    {"to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"}
)
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
_CODE = re.compile(r"(?<![\w.])([45]\.\d{1,3}\.\d{1,3})(?![\w.])")
_REPLY = re.compile(r"(?<!\w)([45])\d\d(?!\w)")
_VAGUE = re.compile(r"[45]\.0\.0")
_BLANK_LINE = re.compile(r"\r?\n[ \t]*\r?\n")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,190}>")


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One recipient for whom the delivery was given up. `addresses` are those the report names for them."""

    addresses: frozenset[str]
    code: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a report says. `came_to` are the headers that tell to which address it was sent.

    `failures` is empty where nothing was given up: a mail only delayed, or delivered. `message_id` is that of the mail
    which came back, `digest` stands for this one report however often and by whatever way it arrives.
    """

    failures: tuple[Failure, ...]
    message_id: str
    came_to: str
    digest: str


def read_report(source: bytes) -> Report | None:
    """The report in a message; None for anything else, an answer of somebody on holiday among it."""
    try:
        message = email.message_from_bytes(source[:LARGEST], policy=email.policy.compat32)
        return _read(message)
    except Exception:  # the parser was not made for malice
        log.exception("A message to the address of reports could not be read")
        return None


def _read(message: Message) -> Report | None:
    parts = list(_parts(message, 0))
    status = next((part for part in parts if part.get_content_type() in _STATUS_TYPES), None)
    if status is None or message.get_content_maintype() != "multipart":
        return None
    groups = list(_groups(status))
    failures = [found for group in groups[:_MOST_RECIPIENTS] if (found := _failure(group)) is not None]
    said = _value(message, "Message-ID") or "\n".join(str(sorted(_pairs(group))) for group in groups)
    return Report(
        failures=tuple(failures),
        message_id=_returned_id(parts),
        came_to="\n".join(value for name, value in _pairs(message) if name in _ADDRESSED_TO),
        digest=hashlib.sha256(said.encode("utf-8", "replace")).hexdigest(),
    )


def _parts(message: Message, depth: int) -> Iterator[Message]:
    """The parts of the report itself. The mail that came back is one part: a report inside it is an old one."""
    yield message
    if message.get_content_maintype() != "multipart" or depth >= _DEEPEST:
        return
    for part in message.get_payload() if message.is_multipart() else ():
        if isinstance(part, Message):
            yield from _parts(part, depth + 1)


def _groups(status: Message) -> Iterator[Message]:
    """The groups of fields: about the report first, then one for each recipient.

    The parser takes them apart only where they are plain text and the type is the old one.
    """
    payload = status.get_payload()
    for group in payload if isinstance(payload, list) else [email.message_from_string(str(payload))]:
        if not isinstance(group, Message):
            continue
        yield group
        rest = _text(group)
        if rest.strip():
            for text in _BLANK_LINE.split(_plain(rest, status)):
                yield email.message_from_string(text.lstrip("\r\n"))


def _plain(text: str, status: Message) -> str:
    if _value(status, "Content-Transfer-Encoding").lower() != "base64":
        return text
    return b64decode(text.encode("ascii", "ignore")).decode("ascii", "surrogateescape")


def _failure(group: Message) -> Failure | None:
    """The failure that a group of fields tells of; None if it is of something else."""
    named = {_address(_value(group, name)) for name in ("Final-Recipient", "Original-Recipient")} - {""}
    action, status = _value(group, "Action").lower(), _value(group, "Status")
    told = _value(group, "Diagnostic-Code")
    if not named or not (action.startswith(_FAILED) or (not action and status.startswith("5"))):
        return None
    words = clean_line(told.partition(";")[2] or told)[:_LONGEST_WORDS]
    return Failure(addresses=frozenset(named), code=_code(status, words), text=words or clean_line(status)[:100])


def _code(status: str, words: str) -> str:
    """The enhanced status. Some servers write only 5.0.0 there and the real one among the words."""
    found, told, reply = _CODE.search(status), _CODE.search(words), _REPLY.search(words)
    if found and not _VAGUE.fullmatch(found[1]):
        return found[1]
    if told and (not found or told[1][0] == found[1][0]):
        return told[1]
    if found:
        return found[1]
    return f"{reply[1]}.0.0" if reply else "5.0.0"


def _address(field: str) -> str:
    """The address in a field like `rfc822; <Binh@example.vn>`, as it is known here; empty if there is none."""
    written = field.rpartition(";")[2].strip().strip("<>")
    return normalize_email(written) if "@" in written else ""


def _returned_id(parts: list[Message]) -> str:
    """The Message-ID of the mail that came back, from the whole mail or from its headers alone."""
    for part in parts:
        if part.get_content_type() not in _RETURNED_TYPES:
            continue
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else email.message_from_string(_text(part))
        found = _MESSAGE_ID.search(_value(inner, "Message-ID")) if isinstance(inner, Message) else None
        if found:
            return found[0]
    return ""


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("ascii", "surrogateescape") if isinstance(content, bytes) else ""


def _value(message: Message, name: str) -> str:
    return next((value for found, value in _pairs(message) if found == name.lower()), "")


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    """Every field by its name in small letters; bytes beyond ASCII are read as UTF-8, encoded words as they say."""
    for name, raw in message.raw_items():
        value = str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        yield name.lower(), _decoded(value)


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError):  # a character set that does not exist, or bytes that are not of it
        return value
