"""A mail server that does as it is told: accepts, refuses, hangs, hangs up, answers late.

The script is asked at each step ("connect", "ehlo", "auth", "mail", "rcpt", "data", "dot", "rset", "quit") with the
talk so far, and gives the reply to send, an `Act`, or None for the usual answer. What was accepted is written down
before the server says so: that is the moment from which the mail is the server's.
"""

import contextlib
import random
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from enum import Enum, auto

USUAL = {
    "connect": "220 sink",
    "ehlo": "250-sink\r\n250-8BITMIME\r\n250 AUTH PLAIN",
    "auth": "235 2.7.0 signed in",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go ahead",
    "dot": "250 2.0.0 queued",
    "rset": "250 2.0.0 ok",
    "quit": "221 2.0.0 bye",
}


class Act(Enum):
    HANG = auto()  # say nothing until the client goes away
    HANG_UP = auto()  # close without a word
    ACCEPT_AND_HANG_UP = auto()  # take the mail, close before saying so
    DRIP = auto()  # begin an answer and never end it, one byte at a time


@dataclass(frozen=True)
class Accepted:
    """One mail taken. `at` is of the monotonic clock; `talk` numbers the connection."""

    message_id: str
    recipient: str
    sender: str
    at: float
    talk: int
    message: bytes = field(repr=False)


@dataclass
class Talk:
    """One connection: what was said in the current transaction, and how many mails were taken so far."""

    number: int
    sender: str = ""
    recipient: str = ""
    message: bytes = b""
    taken: int = 0
    last_reply: str = ""


class SmtpServer:
    """`with SmtpServer(script) as server:` listens on `server.port` of this machine until the end of the block."""

    def __init__(self, script=None, *, latest_answer=0.0):
        self.script = script or (lambda _step, _talk: None)
        self.latest_answer = latest_answer  # seconds; the answer to the dot comes at a random time up to it
        self.accepted: list[Accepted] = []
        self.steps: list[str] = []
        self._talks = 0
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._stopping = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        self._start(self._listen)
        return self

    def __exit__(self, *_error):
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def ids(self):
        """The Message-IDs taken, in order."""
        return [mail.message_id for mail in self.accepted]

    def _start(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self):
        while not self._stopping:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(connection)
            self._talks += 1
            self._start(self._serve, connection, Talk(self._talks))

    def _serve(self, connection, talk):
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as lines:
            if self._answer(connection, "connect", talk):
                while (line := lines.readline()) and self._obey(connection, lines, line, talk):
                    pass
        with self._lock:
            self._open.discard(connection)

    def _obey(self, connection, lines, line, talk):
        verb = line[:4].upper().strip()
        if verb == b"MAIL":
            talk.sender = _address(line)
            return self._answer(connection, "mail", talk)
        if verb == b"RCPT":
            talk.recipient = _address(line)
            return self._answer(connection, "rcpt", talk)
        if verb == b"DATA":
            return self._take(connection, lines, talk)
        if verb == b"QUIT":
            self._answer(connection, "quit", talk)
            return False
        step = {b"EHLO": "ehlo", b"HELO": "ehlo", b"AUTH": "auth", b"RSET": "rset"}.get(verb)
        if step is None:
            connection.sendall(b"502 5.5.1 unknown\r\n")
            return True
        return self._answer(connection, step, talk)

    def _take(self, connection, lines, talk):
        if not self._answer(connection, "data", talk):
            return False
        if not talk.last_reply.startswith("354"):
            return True
        body = []
        while (line := lines.readline()) != b".\r\n":
            if not line:
                return False
            body.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        talk.message = b"".join(body)
        return self._answer(connection, "dot", talk)

    def _answer(self, connection, step, talk):
        """Answer one step; False when the talk is over."""
        self.steps.append(step)
        reply = self.script(step, talk)
        if step == "dot" and (reply is None or reply is Act.ACCEPT_AND_HANG_UP or str(reply).startswith("250")):
            self._write_down(talk)
        if reply is Act.HANG:
            connection.recv(1)
            return False
        if reply is Act.DRIP:
            while not self._stopping:
                connection.sendall(b"2")
                time.sleep(0.02)
        if isinstance(reply, Act):
            return False
        reply = reply or USUAL[step]
        if step == "dot" and self.latest_answer:
            time.sleep(random.random() * self.latest_answer)
        talk.last_reply = reply
        connection.sendall(reply.encode() + b"\r\n")
        return not reply.startswith("421")

    def _write_down(self, talk):
        talk.taken += 1
        message_id = re.search(rb"(?im)^Message-ID:\s*(\S+)", talk.message)[1].decode()
        self.accepted.append(
            Accepted(message_id, talk.recipient, talk.sender, time.monotonic(), talk.number, talk.message)
        )


def _address(line):
    return re.search(rb"<([^>]*)>", line)[1].decode()
