"""F25: a hundred thousand lines fall due at once for five hundred people: five hundred mails."""

import resource
import time
from collections import Counter

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, office
from tracker.mail.models import Occurrence


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
    (lines,) = outbox.rows(sa.select(sa.func.count(Occurrence.id)))[0]
    assert (lines, len(server.accepted)) == (people * tasks, people)
    longest = max(len(mail.message) for mail in server.accepted)
    assert longest < 60 * 1024
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    figures = f"lines={lines} mails={len(server.accepted)} in {seconds:.0f} s RSS={memory} MB"
    tell(f"{figures} longest mail={longest // 1024} KB", promise="P13")
