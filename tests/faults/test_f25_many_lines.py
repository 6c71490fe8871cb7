"""F25: a hundred thousand lines fall due at once for five hundred people: five hundred mails."""

import re
import resource
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from tests.faults.browsing import browse, p95, signed_in
from tests.faults.fleet import wait_until
from tests.faults.oracle import examine
from tests.faults.places import PATIENCE
from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, office
from tracker.mail.models import Occurrence

LINES = sa.select(sa.func.count(Occurrence.id))


def test_many_lines_are_one_mail_for_each_person(outbox, rehearse, size, tell):
    people, tasks = size(10, 500), size(40, 200)
    outbox.add(office(people, due=[DAY] * tasks))
    began = time.monotonic()
    with SmtpServer() as server:
        rehearse(server).tick()
    seconds = time.monotonic() - began
    findings = outbox.examine(server)
    assert findings.kept, findings
    assert set(Counter(mail.recipient for mail in server.accepted).values()) == {1}
    (lines,) = outbox.rows(LINES)[0]
    assert (lines, len(server.accepted)) == (people * tasks, people)
    longest = max(len(mail.message) for mail in server.accepted)
    assert longest < 60 * 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures = f"lines={lines} mails={len(server.accepted)} in {seconds:.0f} s RSS={memory} MB"
    tell(f"{figures} longest mail={longest // 1024} KB", promise="P13")


def test_pages_are_answered_while_they_leave(place, size, tell):
    """A real sender and a real web server at one database; a member looks at the own tasks all the while."""
    people, tasks, most = size(20, 500), size(40, 200), size(20, 400)
    rows = office(people, due=[DAY] * tasks)
    with (
        place.ground(rows, signed_in(2)) as ground,
        SmtpServer() as server,
        ground.fleet(server, lease=60) as fleet,
    ):
        member = browse(fleet, "/me")
        idle = member.ask_while(lambda: True, most=most // 2)
        began = time.monotonic()
        sender = fleet.launch()
        busy = member.ask_while(lambda: len(server.accepted) < people, most=most)
        wait_until(lambda: len(server.accepted) == people and not ground.waiting(), PATIENCE, pause=0.1)
        seconds = time.monotonic() - began
        memory = peak_of(fleet.pids[sender])
        idle += member.ask_while(lambda: True, most=most // 2)
        fleet.stop()
        findings = examine(ground.engine, server.accepted, fleet)
        with ground.engine.connect() as connection:
            lines = connection.scalar(LINES)
    assert findings.kept, findings
    assert (lines, findings.mails, findings.extra) == (people * tasks, people, 0)
    assert busy, "the page was asked for meanwhile"
    figures = f"lines={lines} mails={len(server.accepted)} in {seconds:.0f} s sender RSS={memory} MB"
    page = f"page p95={p95(busy) * 1000:.0f} ms, {p95(busy) / p95(idle):.1f} x idle ({len(busy)} asked)"
    tell(f"{figures} {page}", promise="P13")


def peak_of(pid):
    """The most memory the process ever held, in MB."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(told[1]) // 1024
