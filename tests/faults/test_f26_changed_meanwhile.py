"""F26: between the writing of a line and its mail the task is closed or moved, or the person may no longer see it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import Act, SmtpServer
from tests.faults.world import DAY, MOMENT, office
from tracker.accounts.models import Account
from tracker.groups.models import Membership
from tracker.mail.models import Occurrence
from tracker.mail.status import OccurrenceState
from tracker.tasks.models import Task
from tracker.tasks.status import State

PEOPLE, GROUP = 4, 2
LATER = DAY + timedelta(days=90)
CHANGES = {
    "closed": sa.update(Task).where(Task.lead_group_id == GROUP).values(state=State.CANCELLED),
    "done": sa.update(Task).where(Task.lead_group_id == GROUP).values(state=State.COMPLETED),
    "moved": sa.update(Task)
    .where(Task.lead_group_id == GROUP)
    .values(due_on=LATER, due_revision=Task.due_revision + 1),
    "left": sa.update(Membership).where(Membership.group_id == GROUP).values(until_on=DAY - timedelta(days=1)),
    "disabled": sa.update(Account).where(Account.id <= PEOPLE // 2 + 1).values(disabled_at=MOMENT),
}


@pytest.mark.parametrize("change", CHANGES)
def test_nothing_stale_is_told(change, outbox, rehearse, tell):
    """Two groups of two; the server is away while the lines are written, and the first group's ground shifts."""
    away = [True]
    outbox.add(office(PEOPLE, size=2))
    with SmtpServer(lambda step, _talk: Act.HANG_UP if step == "connect" and away[0] else None) as server:
        rehearsal = rehearse(server)
        rehearsal.tick()
        with outbox.engine.begin() as connection:
            connection.execute(CHANGES[change])
        away[0] = False
        rehearsal.run(timedelta(minutes=20), every=timedelta(minutes=1))
    told = {mail.recipient for mail in server.accepted}
    assert told == {f"u{n}@example.vn" for n in range(PEOPLE // 2 + 2, PEOPLE + 2)}, "only the second group"
    lines = outbox.rows(sa.select(Occurrence).where(Occurrence.account_id < PEOPLE // 2 + 2))
    assert len(lines) == PEOPLE // 2
    assert all(line.state is OccurrenceState.CANCELLED and line.state_reason for line in lines)
    tell(f"F26 {change}: stale lines=0, explained={len(lines)}")
