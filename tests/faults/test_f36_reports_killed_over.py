"""F36: processes that read reports of returned mails are killed between taking one in and putting it aside."""

import multiprocessing
import os
import random
from collections import Counter

import sqlalchemy as sa

from tests.faults.world import mails
from tests.mail.written import report
from tracker.core import steps
from tracker.core.database import db
from tracker.mail import collecting
from tracker.mail.models import Bounce, DeadAddress

FORKS = multiprocessing.get_context("fork")


def test_every_report_counts_exactly_once(outbox, tmp_path, monkeypatch, size, tell):
    due = size(60, 1_000)
    outbox.add(mails(due))
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    for number in range(1, due + 1):
        source = report(to=f"u{number}@example.vn", message_id=f"<{number}@theodoi.example>", own_id=f"<r{number}@mx>")
        (tmp_path / "new" / str(number)).write_bytes(source)
    monkeypatch.setitem(outbox.app.config, "MAIL_BOUNCES_FOLDER", str(tmp_path))
    kills = 0
    while any((tmp_path / "new").iterdir()):
        assert kills < 20 * due, "it never ended"
        exits = in_two_processes()
        assert set(exits) <= {0, -9}
        kills += exits.count(-9)
    counted = Counter(outbox.rows(sa.select(Bounce.address)))
    assert len(counted) == due
    assert set(counted.values()) == {1}
    assert len(outbox.rows(sa.select(DeadAddress.id))) == due
    assert kills
    tell(f"F36 reports={due} kills={kills} lost=0 counted twice=0")


def in_two_processes():
    """Let two read at once, each perhaps killed over a report; their exit codes."""
    db.session.remove()
    db.engine.dispose()  # no connection may be shared with a fork
    both = [FORKS.Process(target=read_until_killed) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join(120)
    return [process.exitcode for process in both]


def read_until_killed():
    random.seed()  # a fork begins with its mother's chances
    steps._NAME, steps._CHANCE = "report taken in", 0.15
    collecting.collect()
    os._exit(0)
