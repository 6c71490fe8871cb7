"""Collecting the reports that lie somewhere: a folder on this machine, a mailbox on another, or neither."""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from tracker.core import clock, progress
from tracker.core.database import transaction
from tracker.core.jobs import Job
from tracker.core.steps import step
from tracker.core.words import N_
from tracker.mail import breaker
from tracker.mail.bounces import take_in
from tracker.mail.imap import TURN_SECONDS, ImapServer, Mailbox, MailboxFault, open_mailbox
from tracker.mail.reports import LARGEST
from tracker.mail.shared_models import Breaker

log = logging.getLogger(__name__)

READING = N_("Đọc thư bị trả lại")
EVERY_SECONDS = 120
MOST_AT_ONCE = 200
"""Messages of one turn; the rest waits for the next."""

_SEEN = ":2,S"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place where reports are looked for, and what was wrong there last; `error` is empty if nothing."""

    name: str
    error: str = ""


def collect() -> None:
    """Take in what has come back since the last look. Any number of processes may do it: a report counts once."""
    now = clock.now()
    if current_app.config["MAIL_BOUNCES_FOLDER"]:
        _note(folder_name(), _collect_folder(Path(current_app.config["MAIL_BOUNCES_FOLDER"]), now), now)
    server = read_server()
    if server is not None:
        _note(f"imap {server.name}", _collect_mailbox(server, now), now)


COLLECT = Job(name="collect", every_seconds=EVERY_SECONDS, run=collect)


def places(session: Session) -> list[Place]:
    """Where reports are looked for, as the settings say, with the last fault of each."""
    server = read_server()
    names = [folder_name()] if current_app.config["MAIL_BOUNCES_FOLDER"] else []
    names += [f"imap {server.name}"] if server is not None else []
    rows = {name: session.get(Breaker, name[:120], populate_existing=True) for name in names}
    return [Place(name=name, error=row.last_error if row and row.failures else "") for name, row in rows.items()]


def folder_name() -> str:
    """How the folder is called among the places."""
    return f"maildir {current_app.config['MAIL_BOUNCES_FOLDER']}"


def read_server() -> ImapServer | None:
    """The mailbox of the settings."""
    config = current_app.config
    if not config["IMAP_HOST"]:
        return None
    return ImapServer(
        host=config["IMAP_HOST"],
        port=config["IMAP_PORT"],
        username=config["IMAP_USERNAME"],
        password=config["IMAP_PASSWORD"],
        security=config["IMAP_SECURITY"],
        folder=config["IMAP_FOLDER"],
    )


def _collect_folder(folder: Path, now: datetime) -> str:
    """Read what is new in a Maildir and put it among the seen; returns what was wrong."""
    try:
        (folder / "cur").stat()  # without it nothing could be put aside, and the same ones were read for ever
        waiting = sorted(path for path in (folder / "new").iterdir() if path.is_file())[:MOST_AT_ONCE]
        for done, path in enumerate(waiting):
            progress.tell(READING, done, len(waiting))
            with suppress(FileNotFoundError):  # another process was quicker
                with path.open("rb") as file:
                    source = file.read(LARGEST)
                take_in(source, now=now)
                step("report taken in")
                path.rename(folder / "cur" / (path.name + _SEEN))
    except OSError as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _collect_mailbox(server: ImapServer, now: datetime) -> str:
    progress.tell(READING, 0, 0, may_take=TURN_SECONDS)
    try:
        with open_mailbox(server) as mailbox:
            _collect_unread(mailbox, now)
    except MailboxFault as fault:
        return str(fault)
    return ""


def _collect_unread(mailbox: Mailbox, now: datetime) -> None:
    """A message is marked only after it was taken in: one that we die over is read again, and counts once."""
    waiting = mailbox.find_unread()[:MOST_AT_ONCE]
    for done, number in enumerate(waiting):
        progress.tell(READING, done, len(waiting), may_take=TURN_SECONDS)
        take_in(mailbox.read(number, LARGEST), now=now)
        mailbox.mark_read(number)


def _note(name: str, error: str, now: datetime) -> None:
    """Keep what was wrong for the page of the office, and forget it when all is well again."""
    if error:
        log.warning("Reports of mails that came back cannot be read from %s: %s", name, error)
        breaker.fail(name[:120], error, now=now)
    else:
        with transaction() as session:
            breaker.reset(session, name[:120], now=now)
