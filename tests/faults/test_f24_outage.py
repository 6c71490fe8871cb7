"""F24: nothing runs for an hour, a day, three days, forty days over the end of a quarter."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import FROM_THE_START, office
from tracker.mail.models import Occurrence
from tracker.mail.status import OccurrenceState

LAST_SEEN = datetime(2026, 5, 26, 2, 0, tzinfo=FROM_THE_START.tzinfo)  # a Tuesday, nine o'clock in Vietnam
OUTAGES = {
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
    "40d": timedelta(days=41),  # to Monday 6 July, in the next quarter
}
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("outage", OUTAGES)
def test_one_mail_each_catches_up_and_every_other_line_is_explained(outage, outbox, rehearse, size, tell):
    people, gone = size(12, 500), OUTAGES[outage]
    due = [LAST_SEEN.date() + timedelta(days=n) for n in range(gone.days + 1)]
    outbox.add(office(people, due=due, looked_at=LAST_SEEN.date() - timedelta(days=1)))
    back = LAST_SEEN + gone
    with SmtpServer() as server:
        rehearsal = rehearse(server, now=LAST_SEEN)
        if gone >= timedelta(days=1):
            rehearsal.tick()
        seen = len(server.accepted)
        rehearsal.now = back
        rehearsal.run(8 * HOUR, every=2 * HOUR)
    findings = outbox.examine(server)
    assert findings.kept, findings
    caught_up = Counter(mail.recipient for mail in server.accepted[seen:])
    assert dict(caught_up) == {f"u{n}@example.vn": 1 for n in range(2, people + 2)}
    lines = outbox.rows(sa.select(Occurrence.task_id, Occurrence.account_id, Occurrence.local_day, Occurrence.state))
    assert missing(outbox, lines, due, people, back.date()) == 0
    replaced = sum(line.state is OccurrenceState.SUPERSEDED for line in lines)
    figures = f"due={len(lines)} mails={len(caught_up)} superseded={replaced} max/person={max(caught_up.values())}"
    tell(f"down={outage} {figures} unexplained={findings.untold + abs(findings.difference)}", promise="P3")


def missing(outbox, lines, due, people, last):
    """How many lines there should be by the simplest rule of all, and are not: each task to each on its own day."""
    there = {(line.account_id, line.local_day) for line in lines}
    days = {day for day in due if day <= last and day.weekday() < 5}
    return sum((account, day) not in there for account in range(2, people + 2) for day in days)
