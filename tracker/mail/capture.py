"""The mails that the demo's own server has kept, each a file: read for a page."""

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from tracker.core.errors import NotFound

_NAME = re.compile(r"[0-9]{8}-[0-9]{12}-[0-9a-f]{8}\.eml")


@dataclass(frozen=True, kw_only=True)
class CapturedMail:
    """A received mail. `name` is its file; `text` and `html` are empty in a list."""

    name: str
    subject: str
    sender: str
    to: str
    date: datetime | None
    text: str = ""
    html: str = ""
    source: str = ""


def list_mails(folder: Path) -> list[CapturedMail]:
    """All mails, newest first, without their texts."""
    names = sorted((path.name for path in folder.glob("*.eml") if _NAME.fullmatch(path.name)), reverse=True)
    return [_head(name, _parsed(folder / name)) for name in names]


def read_mail(folder: Path, name: str) -> CapturedMail:
    """One mail whole; NotFound for a name that is none of ours."""
    path = folder / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFound
    message = _parsed(path)
    head = _head(name, message)
    return CapturedMail(
        name=name,
        subject=head.subject,
        sender=head.sender,
        to=head.to,
        date=head.date,
        text=_part(message, "plain"),
        html=_part(message, "html"),
        source=path.read_bytes().decode("utf-8", "replace"),
    )


def _parsed(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError("the default policy makes EmailMessage")
    return message


def _head(name: str, message: EmailMessage) -> CapturedMail:
    date = message["Date"]
    return CapturedMail(
        name=name,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        date=getattr(date, "datetime", None),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""
