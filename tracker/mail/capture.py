"""The demo's own mail server: takes every mail for everybody and keeps it as a file to be read on a page."""

import email
import email.policy
import re
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from aiosmtpd.controller import Controller

from tracker.core import clock
from tracker.core.errors import NotFound

HOST = "127.0.0.1"
TRIES = 5

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


class Envelope(Protocol):
    """What of aiosmtpd's envelope is of use here."""

    content: bytes


class Keeper:
    """Writes each received mail into the folder; what aiosmtpd calls a handler."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - its name
        name = f"{clock.now():%Y%m%d-%H%M%S%f}-{secrets.token_hex(4)}.eml"
        unfinished = self.folder / f".{name}"
        unfinished.write_bytes(envelope.content)
        unfinished.rename(self.folder / name)  # a reader sees a whole mail or none
        return "250 2.0.0 kept"


@contextmanager
def running_mailbox(folder: Path) -> Iterator[int]:
    """Receive mails into `folder` on a free port of this machine, which is given; stops at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = _started(Keeper(folder))
    try:
        yield controller.port
    finally:
        controller.stop()


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


def _started(keeper: Keeper) -> Controller:
    """Listen on a free port. Between finding and taking it another program may be quicker, hence the tries."""
    for attempt in range(TRIES):
        controller = Controller(keeper, hostname=HOST, port=_free_port(), ready_timeout=10.0)
        try:
            controller.start()
        except OSError:
            if attempt == TRIES - 1:
                raise
        else:
            return controller
    raise RuntimeError("no free port")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


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
