"""F27: one person is in charge, head of the lead group and sits in a supporting group: one line."""

from datetime import date

import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, office
from tracker.accounts.actor import SeatRole
from tracker.groups.models import Group, GroupKind, Membership
from tracker.mail.models import Occurrence
from tracker.tasks.models import Assignment, Task

SEAT = {"organization_id": 1, "account_id": 2, "from_on": date(2026, 1, 1)}
TEAM = {"organization_id": 1, "name": "Tổ khác", "short_name": "Tổ khác", "kind": GroupKind.TEAM}


def test_a_person_reached_by_several_ways_is_told_once(outbox, rehearse, tell):
    outbox.add(office(2, due=(DAY,)))
    outbox.add(
        [
            (Group, [{"id": 9, **TEAM}]),
            (Membership, [{**SEAT, "group_id": 9, "role": SeatRole.HEAD}]),
            (Assignment, [{"organization_id": 1, "task_id": 2, "group_id": 9}]),
        ]
    )
    with outbox.engine.begin() as connection:
        connection.execute(sa.update(Task).where(Task.id == 2).values(in_charge_id=2))
        head = sa.update(Membership).where(Membership.account_id == 2, Membership.group_id == 2)
        connection.execute(head.values(role=SeatRole.HEAD))
    with SmtpServer() as server:
        rehearse(server).tick(times=3)
    lines = outbox.rows(sa.select(Occurrence).where(Occurrence.account_id == 2))
    mails = [mail for mail in server.accepted if mail.recipient == "u2@example.vn"]
    assert (len(lines), len(mails)) == (1, 1)
    tell("F27 in charge, head and supporting: lines=1 mails=1")
