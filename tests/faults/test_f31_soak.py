"""F31: a day of the scheduler, one look after the other: no memory and no file is kept."""

import gc
import os
from datetime import timedelta
from pathlib import Path

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import mails

TICK = timedelta(seconds=20)
WARM = 30


def test_a_day_of_looking_keeps_no_file_and_no_memory(outbox, rehearse, size, tell):
    ticks = size(60, 24 * 60 * 3)
    with SmtpServer() as server:
        rehearsal = rehearse(server)
        for number in range(WARM + ticks):
            if number == WARM:
                files, memory = open_files(), resident()
            if number % 10 == 0:
                outbox.add(mails(2, first=1 + number))
            rehearsal.tick()
            rehearsal.now += TICK
            server.accepted.clear()  # the server's own book is no memory of ours
            server.steps.clear()
            rehearsal.moments.clear()
        grown = resident() - memory
        left = open_files() - files
    days = ticks * TICK / timedelta(days=1)
    assert left <= 2, "the server's end of the last talk may still be open"
    assert grown < size(16, 32)
    tell(f"F31 ticks={ticks} files kept={max(left, 0)} memory={grown:+.1f} MB in {days:.2f} days")


def open_files():
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def resident():
    """Megabytes in memory."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
