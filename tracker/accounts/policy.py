"""The one policy: who may do what. Plain values in, yes or no out.

Reading roles read every task of their organization and of those below, but none below that is restricted; members
see only tasks that their groups lead or support; the administrator runs accounts and groups and reads no task.
Writing never reaches beyond the actor's own organization.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.accounts.actor import Actor, Role, SeatRole


class Right(StrEnum):
    """Something a person may be allowed to do."""

    SEE_TASK = "see_task"
    SEE_TASKS = "see_tasks"
    REPORT = "report"
    ASSIGN = "assign"
    REVIEW = "review"
    CHANGE_TASK = "change_task"
    DIRECT = "direct"
    SEE_DOCUMENTS = "see_documents"
    SEE_MEETING = "see_meeting"
    SEE_REPORTS = "see_reports"
    WRITE_REPORT = "write_report"
    SEE_AUDIT = "see_audit"
    SEE_GROUPS = "see_groups"
    MANAGE_GROUPS = "manage_groups"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_FIELDS = "manage_fields"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_REMINDERS = "manage_reminders"
    MANAGE_ORGANIZATIONS = "manage_organizations"
    SEE_SENDING = "see_sending"
    PAUSE_SENDING = "pause_sending"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What the right is about: an organization, and for a task the groups on it and whether it is restricted."""

    organization_id: int
    lead_group_id: int | None = None
    supporting_group_ids: frozenset[int] = frozenset()
    restricted: bool = False

    @property
    def group_ids(self) -> frozenset[int]:
        """All groups on the task."""
        lead = frozenset() if self.lead_group_id is None else frozenset({self.lead_group_id})
        return self.supporting_group_ids | lead


_OFFICE = frozenset({Role.OFFICE})
_READERS = frozenset({Role.OFFICE, Role.STANDING_COMMITTEE, Role.INSPECTOR})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

# Rights that come with a role. Those in READING reach down the tree, the others stay in the own organization.
_BY_ROLE: dict[Right, frozenset[Role]] = {
    Right.SEE_TASK: _READERS,
    Right.SEE_TASKS: _READERS,
    Right.SEE_DOCUMENTS: _READERS,
    Right.SEE_MEETING: _READERS,
    Right.SEE_REPORTS: _READERS,
    Right.WRITE_REPORT: _OFFICE,
    Right.SEE_AUDIT: _READERS | _ADMINISTRATOR,
    Right.SEE_GROUPS: _READERS | _ADMINISTRATOR,
    Right.ASSIGN: _OFFICE,
    Right.REVIEW: _OFFICE,
    Right.CHANGE_TASK: _OFFICE,
    Right.DIRECT: frozenset({Role.OFFICE, Role.STANDING_COMMITTEE}),
    Right.MANAGE_GROUPS: _OFFICE | _ADMINISTRATOR,
    Right.MANAGE_FIELDS: _OFFICE | _ADMINISTRATOR,
    Right.MANAGE_CALENDAR: _OFFICE | _ADMINISTRATOR,
    Right.MANAGE_REMINDERS: _OFFICE | _ADMINISTRATOR,
    Right.SEE_SENDING: _OFFICE | _ADMINISTRATOR,
    Right.PAUSE_SENDING: _ADMINISTRATOR,  # it stops the mails of every organization on the machine
    Right.MANAGE_ACCOUNTS: _ADMINISTRATOR,
    Right.MANAGE_ORGANIZATIONS: _ADMINISTRATOR,
}
_READING = frozenset(
    {
        Right.SEE_TASK,
        Right.SEE_TASKS,
        Right.SEE_DOCUMENTS,
        Right.SEE_MEETING,
        Right.SEE_REPORTS,
        Right.SEE_AUDIT,
        Right.SEE_GROUPS,
    }
)


def allows(actor: Actor, right: Right, subject: Subject) -> bool:
    """Whether `actor` may do `right` to `subject`."""
    if right is Right.REPORT:
        return subject.organization_id == actor.organization_id and bool(reporting_groups(actor, subject))
    if right in {Right.SEE_TASK, Right.SEE_TASKS} and _sits_on(actor, subject, right):
        return True
    if not actor.has(*_BY_ROLE.get(right, frozenset())):
        return False
    if subject.organization_id == actor.organization_id:
        return True
    return right in _READING and subject.organization_id in actor.reads and not subject.restricted


def reporting_groups(actor: Actor, subject: Subject) -> frozenset[int]:
    """The groups of the task for which the actor may report."""
    return actor.group_ids & subject.group_ids


def heads(actor: Actor, group_id: int) -> bool:
    """Whether the actor is head or deputy of the group."""
    return any(seat.group_id == group_id and seat.role in {SeatRole.HEAD, SeatRole.DEPUTY} for seat in actor.seats)


def _sits_on(actor: Actor, subject: Subject, right: Right) -> bool:
    if subject.organization_id != actor.organization_id:
        return False
    return bool(actor.seats) if right is Right.SEE_TASKS else bool(actor.group_ids & subject.group_ids)
