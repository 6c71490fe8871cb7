"""How far rights reach: reading goes down the tree, writing never leaves the own committee."""

import pytest

from tracker.accounts.actor import Actor, Role
from tracker.accounts.policy import Right, Subject, allows

PROVINCE, COMMUNE, STRANGER = 1, 2, 3
READING = {
    Right.SEE_TASK,
    Right.SEE_TASKS,
    Right.SEE_DOCUMENTS,
    Right.SEE_MEETING,
    Right.SEE_REPORTS,
    Right.SEE_AUDIT,
    Right.SEE_GROUPS,
}


def of_the_province(role):
    return Actor(
        account_id=1,
        organization_id=PROVINCE,
        name="Người của tỉnh",
        roles=frozenset({role}),
        seats=(),
        reads=frozenset({PROVINCE, COMMUNE}),
    )


@pytest.mark.parametrize("role", [Role.OFFICE, Role.STANDING_COMMITTEE, Role.INSPECTOR])
def test_three_roles_read_the_committees_below_and_write_there_nothing(role):
    actor = of_the_province(role)
    assert {right for right in Right if allows(actor, right, Subject(organization_id=COMMUNE))} == READING
    assert not any(allows(actor, right, Subject(organization_id=STRANGER)) for right in Right)
    assert {right for right in Right if allows(actor, right, Subject(organization_id=PROVINCE))} >= READING


def test_the_administrator_reads_no_task_anywhere():
    actor = of_the_province(Role.ADMINISTRATOR)
    for organization_id in (PROVINCE, COMMUNE):
        subject = Subject(organization_id=organization_id, lead_group_id=7)
        assert not any(allows(actor, right, subject) for right in (Right.SEE_TASK, Right.SEE_TASKS))
