"""What this machine has sent, kept beside the database: a line in a file for each mail that a server accepted.

It is asked when the database may be an older copy of itself. The line is written after the server's 250 and before
the commit that says so in the database: whatever any database was ever told, the journal has. Killed in between, a
process leaves a line without a row, which is how the next one learns that the mail was accepted after all.

A kill loses no line, for the kernel has it. A power cut could lose those of a second: so much of a batch is written
before the disk is waited for again, or each mail would wait for it once more.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app

from tracker.mail.status import MailKind

log = logging.getLogger(__name__)

FOLDER = "sent"
KEPT = 4
"""Files kept, each of a month with mails: at least ninety days. Counted and not dated: a clock that has leapt years
ahead must not throw all of them away."""

SYNC_SECONDS = 1.0

_lock = threading.Lock()
_synced_at = 0.0
_unsynced = set[Path]()


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One mail, as its row has it. `database` is the name of the database that row is in."""

    database: str
    organization_id: int
    account_id: int | None
    address: str
    kind: MailKind
    dedupe_key: str
    message_id: str
    local_day: date


@dataclass(frozen=True, kw_only=True)
class Sent(Entry):
    """A mail that was accepted, and the server's words."""

    sent_at: datetime
    reply: str


def note(entry: Entry, *, now: datetime, reply: str) -> None:
    """Write down that a mail was accepted. What cannot be written is logged: the database shall know it anyway."""
    line = {**asdict(entry), "local_day": f"{entry.local_day:%Y-%m-%d}", "sent_at": now.isoformat(), "reply": reply}
    try:
        # A line break before and after: half a line that a full disk left behind spoils no other.
        _append(folder() / f"{now:%Y-%m}.jsonl", f"\n{json.dumps(line, ensure_ascii=False)}\n".encode())
    except OSError:
        log.critical("Mail %s was accepted but is not in the journal", entry.message_id, exc_info=True)


def sync() -> None:
    """Wait until the disk has every line: at the end of a batch."""
    with _lock:
        paths = set(_unsynced)
        _unsynced.clear()
    for path in paths:
        with suppress(OSError):
            file = os.open(path, os.O_RDONLY)
            try:
                os.fsync(file)
            finally:
                os.close(file)


def read(database: str) -> dict[str, Sent]:
    """Every mail of that database that this machine remembers having sent, by Message-ID, oldest first."""
    found = {sent.message_id: sent for path in _files() for sent in _lines(path) if sent.database == database}
    return dict(sorted(found.items(), key=lambda pair: pair[1].sent_at))


def find(database: str, message_ids: Collection[str]) -> dict[str, Sent]:
    """Those of the mails that were accepted lately, by Message-ID."""
    lately = [sent for path in _files()[-2:] for sent in _lines(path)] if message_ids else []
    return {sent.message_id: sent for sent in lately if sent.message_id in message_ids and sent.database == database}


def forget_old() -> None:
    """Remove the files of months long past."""
    for path in _files()[:-KEPT]:
        with suppress(OSError):
            path.unlink()


def folder() -> Path:
    """Where the files are."""
    return Path(current_app.config["DATA_DIR"]) / FOLDER


def _append(path: Path, line: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, line)  # in one piece: other processes append to the same file
    finally:
        os.close(file)
    if _is_time_to_sync(path):
        sync()


def _is_time_to_sync(path: Path) -> bool:
    global _synced_at  # noqa: PLW0603 - one disk, whatever the thread
    with _lock:
        _unsynced.add(path)
        due = time.monotonic() - _synced_at >= SYNC_SECONDS
        if due:
            _synced_at = time.monotonic()
    return due


def _files() -> list[Path]:
    return sorted(folder().glob("*.jsonl"))


def _lines(path: Path) -> Iterator[Sent]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.strip() and (sent := _sent(line)) is not None:
                yield sent


def _sent(line: str) -> Sent | None:
    """The line as a value; None for one that was not written whole."""
    try:
        values: dict[str, Any] = json.loads(line)
        days = {"local_day": date.fromisoformat(values["local_day"])}
        moments = {"sent_at": datetime.fromisoformat(values["sent_at"])}
        return Sent(**{**values, **days, **moments, "kind": MailKind(values["kind"])})
    except (ValueError, KeyError, TypeError):
        return None
