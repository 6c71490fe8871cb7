"""Fetching messages from a mailbox on another machine. The only file that knows imaplib.

One turn is bounded as a whole, and so is each answer: a server that hangs, or drips its words, costs a turn.
"""

import imaplib
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from typing_extensions import override

ANSWER_SECONDS = 10.0
TURN_SECONDS = 60.0

_LONGEST_WORDS = 300


class MailboxFault(Exception):
    """The mailbox cannot be read at present; says why in the server's words."""


@dataclass(frozen=True, kw_only=True)
class ImapServer:
    """Where the mailbox is and whose it is."""

    host: str
    port: int
    username: str
    password: str
    security: Literal["tls", "starttls", "none"]
    folder: str

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


class Mailbox:
    """An open folder. Every method raises MailboxFault when the server does not do as asked."""

    def __init__(self, line: imaplib.IMAP4) -> None:
        self._line = line

    def find_unread(self) -> list[str]:
        """The numbers of the messages that nobody has read, oldest first."""
        numbers = self._ask("SEARCH", "UNSEEN")
        return [each.decode("ascii") for line in numbers if isinstance(line, bytes) for each in line.split()]

    def read(self, number: str, largest: int) -> bytes:
        """The beginning of a message, not marked as read."""
        answer = self._ask("FETCH", number, f"(BODY.PEEK[]<0.{largest}>)")
        return next((part[1] for part in answer if isinstance(part, tuple)), b"")[:largest]

    def mark_read(self, number: str) -> None:
        """Never show it as unread again."""
        self._ask("STORE", number, "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, command: str, *words: str) -> list[Any]:
        with _faults():
            kind, answer = self._line.uid(command, *words)
            if kind != "OK":
                raise MailboxFault(_words(answer))
            return answer


@contextmanager
def open_mailbox(server: ImapServer, *, seconds: float = TURN_SECONDS) -> Iterator[Mailbox]:
    """The mailbox for one turn of at most so many seconds. MailboxFault if it does not open."""
    watch = _Watch(seconds)
    line: imaplib.IMAP4 | None = None
    try:
        with _faults():
            line = _new_line(server, watch)
            line.login(server.username, server.password)
            kind, answer = line.select(_quoted(server.folder))
        if kind != "OK":
            raise MailboxFault(_words(answer))
        yield Mailbox(line)
    finally:
        if line is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                line.logout()
            _hang_up(line)
        watch.end()


class _Watch:
    """Cuts the line when the turn is over. Timeouts of the socket alone do not bound a server that drips."""

    def __init__(self, seconds: float) -> None:
        self.sock: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)  # past TLS, which could wait for the other side


class _Plain(imaplib.IMAP4):
    """A line that can be cut from the moment it stands, the greeting included."""

    def __init__(self, server: ImapServer, watch: _Watch) -> None:
        self._watch = watch
        super().__init__(server.host, server.port, timeout=ANSWER_SECONDS)

    @override
    def open(self, *where: Any, **more: Any) -> None:
        super().open(*where, **more)
        self._watch.sock = self.sock


class _Tls(imaplib.IMAP4_SSL):
    """The same inside TLS."""

    def __init__(self, server: ImapServer, watch: _Watch) -> None:
        self._watch = watch
        super().__init__(server.host, server.port, ssl_context=ssl.create_default_context(), timeout=ANSWER_SECONDS)

    @override
    def open(self, *where: Any, **more: Any) -> None:
        super().open(*where, **more)
        self._watch.sock = self.sock


def _new_line(server: ImapServer, watch: _Watch) -> imaplib.IMAP4:
    if server.security == "tls":
        return _Tls(server, watch)
    line = _Plain(server, watch)
    if server.security == "starttls":
        try:
            line.starttls(ssl.create_default_context())
        except (imaplib.IMAP4.error, OSError):
            _hang_up(line)
            raise
        watch.sock = line.sock
    return line


def _hang_up(line: imaplib.IMAP4) -> None:
    """Close the line even where the goodbye went wrong."""
    with suppress(OSError):
        line.shutdown()


@contextmanager
def _faults() -> Iterator[None]:
    """What imaplib and the network raise, as one fault. A password beyond ASCII is a UnicodeError.

    Such an error has the whole password among its parts, and a fault is logged and shown: only its sentence is told.
    """
    try:
        yield
    except UnicodeError as error:
        raise MailboxFault(str(error)) from None
    except (imaplib.IMAP4.error, OSError) as error:
        said = _words(error.args) or type(error).__name__
        raise MailboxFault(said) from error


def _quoted(folder: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", folder) + '"'


def _words(said: Any) -> str:
    parts = [each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in said or ()]
    return " ".join(" ".join(parts).split())[:_LONGEST_WORDS]
