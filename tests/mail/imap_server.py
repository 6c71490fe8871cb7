"""A mailbox on loopback that speaks as much IMAP as is needed, and misbehaves where it is told to.

`trouble` maps a command ("LOGIN", "SELECT", "SEARCH", "FETCH", "STORE", "GREET") to what is done instead of answering:
a line to say, or one of HANG, HANG_UP and DRIP.
"""

import contextlib
import re
import socket
import threading
import time

HANG, HANG_UP, DRIP = "hang", "hang up", "drip"


class ImapServer:
    """`messages` by number; `seen` those marked, `asked` every command that came."""

    def __init__(self, messages=(), *, trouble=None):
        self.messages = dict(enumerate(messages, 1))
        self.trouble = trouble or {}
        self.seen: set[int] = set()
        self.asked: list[str] = []
        self.closing = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()

    def _serve(self):
        while not self.closing.is_set():
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), connection:
                self._talk(connection)

    def _talk(self, connection):
        with connection.makefile("rwb") as line:
            if not self._troubled(connection, line, "GREET"):
                self._say(line, b"* OK IMAP4rev1 ready")
            while request := line.readline():
                tag, _, rest = request.decode("utf-8", "replace").strip().partition(" ")
                command = rest.removeprefix("UID ").split(" ")[0].upper()
                self.asked.append(rest)
                if self._troubled(connection, line, command, tag):
                    continue
                self._answer(line, command, rest)
                self._say(line, f"{tag} OK done".encode())
                if command == "LOGOUT":
                    return

    def _answer(self, line, command, rest):
        if command == "CAPABILITY":
            self._say(line, b"* CAPABILITY IMAP4rev1")
        elif command == "SELECT":
            self._say(line, f"* {len(self.messages)} EXISTS".encode())
        elif command == "SEARCH":
            unread = " ".join(str(number) for number in sorted(set(self.messages) - self.seen))
            self._say(line, f"* SEARCH {unread}".strip().encode())
        elif command == "FETCH":
            number, most = map(int, re.search(r"FETCH (\d+) \(BODY.PEEK\[\]<0\.(\d+)>\)", rest).groups())
            body = self.messages[number][:most]
            self._say(line, f"* {number} FETCH (UID {number} BODY[]<0> {{{len(body)}}}".encode())
            line.write(body)
            self._say(line, b")")
        elif command == "STORE":
            self.seen.add(int(rest.split()[2]))

    def _troubled(self, connection, line, command, tag="*"):
        """Whether something else than the usual was done."""
        what = self.trouble.get(command)
        if what is None:
            return False
        if what in {HANG, HANG_UP, DRIP}:
            while what == HANG and not self.closing.wait(0.02):
                pass
            while what == DRIP and not self.closing.is_set():
                connection.sendall(b"x")
                time.sleep(0.02)
            raise OSError
        self._say(line, f"{tag} {what}".encode())
        return True

    @staticmethod
    def _say(line, words):
        line.write(words + b"\r\n")
        line.flush()
