"""The talk with the mail server: one connection, one recipient per transaction, every step known.

The only file that knows smtplib, and of it only the primitives: `send_message` hides how far it came, and how
far it came decides whether a mail may be sent again.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from tracker.core.steps import step
from tracker.mail import rules
from tracker.mail.status import Phase, Verdict
from tracker.mail.watch import Watch

CONNECT_SECONDS = 10.0
REPLY_SECONDS = 30.0
QUIT_SECONDS = 2.0

_GO_AHEAD = 354
_OK = 250
_CLOSING = 421
_LONGEST_REPLY = 500
_GOOD = {Phase.MAIL: {_OK}, Phase.RCPT: {_OK, 251}, Phase.DATA: {_GO_AHEAD}}  # 251: not here, will be forwarded


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where mails are handed in. `deadline` is in seconds, for one mail from MAIL FROM to the last answer."""

    host: str
    port: int
    username: str
    password: str
    security: Literal["starttls", "tls", "none"]
    greeting: str
    deadline: float

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Outcome:
    """What an attempt came to: how far it got, and the server's words if it said any."""

    verdict: Verdict
    phase: Phase
    code: int | None
    reply: str

    @property
    def answer(self) -> str:
        """Code and words in one line, as a person reads them."""
        return f"{self.code or ''} {self.reply}".strip()


class Mailer:
    """A sender's end of the line. Not for sharing between threads."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None
        self._phase = Phase.CONNECT
        self._used = False
        self._watch: Watch | None = None

    def connect(self) -> Outcome | None:
        """Stand ready to send; None if so, else why not. Does nothing where a connection is open."""
        if self._line is not None:
            return None
        self._phase, self._used = Phase.CONNECT, False
        try:
            self._line = _new_line(self._server)
            with self._within(self._server.deadline):
                return self._introduce(self._line)
        except smtplib.SMTPResponseException as error:
            verdict = rules.classify(Phase.CONNECT, error.smtp_code)
            return self._broken(verdict, error.smtp_code, _words(error.smtp_error))
        except smtplib.SMTPNotSupportedError as error:
            return self._broken(Verdict.MISCONFIGURED, None, str(error))
        except (OSError, UnicodeError) as error:  # a host name that IDNA cannot write is a UnicodeError
            return self._broken(Verdict.INFRASTRUCTURE, None, f"{type(error).__name__}: {error}")

    def send(self, *, sender: str, recipient: str, message: bytes, may_finish: Callable[[], bool]) -> Outcome:
        """Hand one mail to the server. `may_finish` is asked just before the final dot and may stop everything.

        Whatever it raises comes through, with the connection dropped and so the mail not handed over.
        """
        outcome = self._try(sender, recipient, message, may_finish)
        if outcome.phase is Phase.MAIL and outcome.code in {None, _CLOSING} and self._used:
            # The server ended a connection that had served well: at its limit of mails, or after a rest.
            outcome = self.connect() or self._try(sender, recipient, message, may_finish)
        self._used = self._line is not None
        return outcome

    def close(self) -> None:
        """Say goodbye; what goes wrong now changes nothing that was accepted."""
        if self._line is None:
            return
        step("quit")
        with suppress(OSError):
            if self._line.sock is not None:
                self._line.sock.settimeout(QUIT_SECONDS)
            self._line.quit()
        self.drop()

    def drop(self) -> None:
        """Hang up without a word: a text whose final dot was not sent is forgotten by the server."""
        if self._line is not None:
            with suppress(OSError):
                self._line.close()
        self._line = None
        if self._watch is not None:
            self._watch.stop()
        self._watch = None

    def _introduce(self, line: smtplib.SMTP) -> Outcome | None:
        server = self._server
        if line.sock is not None:
            line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the dot must not wait for an ACK
            line.sock.settimeout(min(REPLY_SECONDS, server.deadline))
        line.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            line.starttls(context=ssl.create_default_context())
            line.ehlo_or_helo_if_needed()
        if server.username:
            return self._sign_in(line)
        return None

    def _sign_in(self, line: smtplib.SMTP) -> Outcome | None:
        try:
            line.login(self._server.username, self._server.password)
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPResponseException as error:
            verdict = rules.classify(Phase.CONNECT, error.smtp_code)
            refused = Verdict.MISCONFIGURED if error.smtp_code // 100 == 5 else verdict  # noqa: PLR2004 - a refusal
            return self._broken(refused, error.smtp_code, _words(error.smtp_error))
        except (smtplib.SMTPException, UnicodeError) as error:  # no way to sign in that both sides know
            return self._broken(Verdict.MISCONFIGURED, None, str(error))
        return None

    def _try(self, sender: str, recipient: str, message: bytes, may_finish: Callable[[], bool]) -> Outcome:
        line = self._line
        if line is None:
            raise RuntimeError("connect first")
        self._phase = Phase.MAIL
        try:
            with self._within(self._server.deadline):
                return self._transact(line, sender, recipient, message, may_finish)
        except (OSError, UnicodeError) as error:
            return self._broken(rules.classify_loss(self._phase), None, f"{type(error).__name__}: {error}")
        except BaseException:
            self.drop()
            raise

    def _transact(
        self, line: smtplib.SMTP, sender: str, recipient: str, message: bytes, may_finish: Callable[[], bool]
    ) -> Outcome:
        commands = {
            Phase.MAIL: f"MAIL FROM:<{sender}>",
            Phase.RCPT: f"RCPT TO:<{recipient}>",
            Phase.DATA: "DATA",
        }
        together = line.has_extn("pipelining")  # RFC 2920: one write, the answers in their order
        if together:
            line.send("".join(f"{_one_line(command)}\r\n" for command in commands.values()))
        for place, (phase, command) in enumerate(commands.items(), start=1):
            self._phase = phase
            if not together:
                line.putcmd(command)
            code, words = line.getreply()
            if code not in _GOOD[phase]:
                unanswered = len(commands) - place if together else 0
                return self._refused(line, code, _words(words), unanswered)
            step(phase)
        line.send(_stuffed(message))
        step("body")
        if not may_finish():
            return self._broken(Verdict.WITHDRAWN, None, "")
        self._phase = Phase.DOT
        line.send(b".\r\n")
        step("dot")
        code, words = line.getreply()
        if code != _OK:
            return self._refused(line, code, _words(words))
        step("accepted")
        return Outcome(Verdict.ACCEPTED, Phase.ACCEPTED, code, _words(words))

    def _refused(self, line: smtplib.SMTP, code: int, words: str, unanswered: int = 0) -> Outcome:
        """The server said no. The connection goes on if it can, and if it waits for no text nobody will send."""
        verdict = rules.classify(self._phase, code, rules.enhanced_code(words))
        outcome = Outcome(verdict, self._phase, code, words)
        try:
            healthy = code > 0 and code != _CLOSING
            while healthy and unanswered:
                healthy, unanswered = line.getreply()[0] not in {_GO_AHEAD, _CLOSING, -1}, unanswered - 1
            healthy = healthy and line.rset()[0] == _OK
        except OSError:
            healthy = False
        if not healthy:
            self.drop()
        return outcome

    def _broken(self, verdict: Verdict, code: int | None, words: str) -> Outcome:
        self.drop()
        return Outcome(verdict, self._phase, code, words[:_LONGEST_REPLY])

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Cut the line when time is up. Timeouts of the socket alone do not bound a server that drips its answer."""
        watch = self._watch = self._watch or Watch(seconds, self._cut)
        watch.begin()
        try:
            yield
        finally:
            watch.end()

    def _cut(self) -> None:
        sock = self._line.sock if self._line is not None else None
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # past TLS, which could wait for the other side


def _new_line(server: Server) -> smtplib.SMTP:
    """Connect and be welcomed; a server that does not say 220 raises SMTPConnectError."""
    seconds = min(CONNECT_SECONDS, server.deadline)
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, server.greeting, timeout=seconds, context=context)
    return smtplib.SMTP(server.host, server.port, server.greeting, timeout=seconds)


def _one_line(command: str) -> str:
    """No address may begin a command of its own."""
    if "\r" in command or "\n" in command:
        raise ValueError("a command of more than one line")
    return command


def _stuffed(message: bytes) -> bytes:
    """The text with leading dots doubled (RFC 5321 4.5.2), ending a line."""
    body = re.sub(rb"(?m)^\.", b"..", message)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _words(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())[:_LONGEST_REPLY]
