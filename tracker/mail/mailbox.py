"""The demo's own mail server: takes every mail for everybody and keeps it as a file. `capture` reads them."""

import asyncio
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from weakref import WeakSet

from aiosmtpd.smtp import SMTP

from tracker.core import clock

HOST = "127.0.0.1"
START_SECONDS = 10
LAST_MOMENT = 0.05
"""Seconds for a caller who came just before the end to get in, and so be hung up on properly."""


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


class Mailbox:
    """A server in a thread of its own. `port` is where it listens."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port = 0
        self._keeper = Keeper(folder)
        self._ready = threading.Event()
        self._stop: Callable[[], object] = lambda: None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="mailbox", daemon=True)

    def start(self) -> None:
        """Listen from now on; on a free port, which nobody can take in between."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise RuntimeError("the mailbox did not start")

    def stop(self) -> None:
        """Hang up on everybody and end the thread."""
        self._stop()
        self._thread.join()

    async def _serve(self) -> None:
        loop, asked = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(asked.set)
        talks: WeakSet[SMTP] = WeakSet()

        def begin_talk() -> SMTP:
            talk = SMTP(self._keeper, hostname=HOST)
            talks.add(talk)
            return talk

        server = await loop.create_server(begin_talk, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await asked.wait()
        # Closing the server while a caller is being let in would leave his socket open: first call nobody in.
        loop.remove_reader(server.sockets[0])
        await asyncio.sleep(LAST_MOMENT)
        for talk in talks:
            if isinstance(talk.transport, asyncio.WriteTransport):
                talk.transport.abort()
        server.close()
        await asyncio.sleep(0)  # what was aborted closes its socket in the next turn


@contextmanager
def running_mailbox(folder: Path) -> Iterator[int]:
    """Receive mails into `folder` on a free port of this machine, which is given; stops at the end."""
    mailbox = Mailbox(folder)
    mailbox.start()
    try:
        yield mailbox.port
    finally:
        mailbox.stop()
