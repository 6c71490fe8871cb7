"""A mail server that does as it is told: accepts, refuses, hangs, hangs up, answers late.

The script is asked at each step ("connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "dot", "rset",
"quit") with the talk so far, and gives the reply to send, an `Act`, or None for the usual answer. What was accepted
is written down before the server says so: that is the moment from which the mail is the server's.
"""

import contextlib
import random
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

SELF_SIGNED = Path(__file__).with_name("self_signed.pem")  # of 127.0.0.1, known to nobody

USUAL = {
    "connect": "220 sink",
    "ehlo": "250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 AUTH PLAIN",
    "starttls": "220 2.0.0 go ahead",
    "auth": "235 2.7.0 signed in",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go ahead",
    "dot": "250 2.0.0 queued",
    "rset": "250 2.0.0 ok",
    "quit": "221 2.0.0 bye",
}


STEPS = {
    b"EHLO": "ehlo", b"HELO": "ehlo", b"STAR": "starttls", b"AUTH": "auth", b"MAIL": "mail", b"RCPT": "rcpt",
    b"DATA": "data", b"RSET": "rset", b"QUIT": "quit",
}  # fmt: skip


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


class Talk:
    """One connection: what was said in the current transaction, and how many mails were taken so far."""

    def __init__(self, server, connection, number):
        self.server, self.connection, self.number = server, connection, number
        self.lines = connection.makefile("rb")
        self.sender = self.recipient = ""
        self.message = b""
        self.taken = 0
        self.in_transaction = False
        self.last_reply = ""

    def run(self):
        with contextlib.suppress(OSError):
            if self.answer("connect"):
                while (line := self.lines.readline()) and self.obey(line):
                    pass
        self.close()

    def close(self):
        self.lines.close()
        self.connection.close()

    def obey(self, line):
        """Do what one line says; False when the talk is over."""
        step = STEPS.get(line[:4].upper())
        if step == "mail":
            self.sender = _address(line)
        elif step == "rcpt":
            self.recipient = _address(line)
        if step is None or (step == "mail" and self.in_transaction):
            return self.say("503 5.5.1 not now")
        if step == "quit":
            return self.answer(step) and False
        goes_on = self.answer(step)
        if step == "starttls" and self.last_reply.startswith("220"):
            self.encrypt()
        if step == "data" and self.last_reply.startswith("354"):
            return self.take()
        return goes_on

    def take(self):
        """Read the text up to the final dot."""
        body = []
        while (line := self.lines.readline()) != b".\r\n":
            if not line:
                return False
            body.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.message = b"".join(body)
        return self.answer("dot")

    def answer(self, step):
        """Answer one step; False when the talk is over."""
        self.server.steps.append(step)
        reply = self.server.script(step, self)
        if step == "dot":
            self.end_transaction(taken=reply in {None, Act.ACCEPT_AND_HANG_UP} or str(reply).startswith("250"))
        if reply is Act.HANG:
            self.connection.recv(1)
        if reply is Act.DRIP:
            self.drip()
        if isinstance(reply, Act):
            return False
        self.in_transaction = self.in_transaction and step not in {"rset", "dot"}
        self.in_transaction |= step == "mail" and str(reply or "250").startswith("250")
        return self.say(reply or USUAL[step])

    def say(self, reply):
        self.last_reply = reply
        self.connection.sendall(reply.encode() + b"\r\n")
        return not reply.startswith("421")

    def drip(self):
        while not self.server.stopping:
            self.connection.sendall(b"2")
            time.sleep(0.02)

    def encrypt(self):
        """Go on in TLS, as the certificate's holder."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(SELF_SIGNED)
        self.lines.close()
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.lines = self.connection.makefile("rb")

    def end_transaction(self, *, taken):
        if taken:
            self.taken += 1
            self.server.write_down(self)
        if self.server.latest_answer:
            time.sleep(random.random() * self.server.latest_answer)


class SmtpServer:
    """`with SmtpServer(script) as server:` listens on `server.port` of this machine until the end of the block.

    With `tls` it speaks TLS from the first byte. The answer to a dot comes at a random time up to `latest_answer`.
    """

    def __init__(self, script=None, *, latest_answer=0.0, tls=False):
        self.script = script or (lambda _step, _talk: None)
        self.latest_answer = latest_answer
        self.tls = tls
        self.accepted: list[Accepted] = []
        self.steps: list[str] = []
        self.stopping = False
        self._talks: list[Talk] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        self._start(self._listen)
        return self

    def __exit__(self, *_error):
        self.stopping = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for talk in self._talks:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(talk.connection, socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def ids(self):
        """The Message-IDs taken, in order."""
        return [mail.message_id for mail in self.accepted]

    def write_down(self, talk):
        message_id = re.search(rb"(?im)^Message-ID:\s*(\S+)", talk.message)[1].decode()
        self.accepted.append(
            Accepted(message_id, talk.recipient, talk.sender, time.monotonic(), talk.number, talk.message)
        )

    def _start(self, work):
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self):
        while not self.stopping:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            talk = Talk(self, connection, len(self._talks) + 1)
            self._talks.append(talk)
            self._start(lambda talk=talk: self._serve(talk))

    def _serve(self, talk):
        try:
            if self.tls:
                talk.encrypt()
        except OSError:
            talk.close()
        else:
            talk.run()


def _address(line):
    return re.search(rb"<([^>]*)>", line)[1].decode()
