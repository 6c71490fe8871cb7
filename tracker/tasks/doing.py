"""What a reader may do to a task, as the policy says, so that no page shows a button that would be refused."""

from dataclasses import dataclass

from tracker.accounts.actor import Actor
from tracker.accounts.policy import Right, Subject, allows
from tracker.tasks.status import ALIVE_STATES, OPEN_STATES, State


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What the reader may do to one task."""

    report: bool
    review: bool
    direct: bool
    change: bool
    chase: bool
    read_document: bool


def doing_to(actor: Actor, subject: Subject, state: State, *, own_report: bool = False) -> Doing:
    """The rights of the reader on a task that stands so; nobody answers a report of their own."""
    alive = state in ALIVE_STATES
    waiting = state is State.AWAITING_CONFIRMATION
    lead = subject.lead_group_id in actor.group_ids
    changes = allows(actor, Right.CHANGE_TASK, subject)
    return Doing(
        report=allows(actor, Right.REPORT, subject) and alive and not (waiting and lead),
        review=allows(actor, Right.REVIEW, subject) and waiting and not own_report,
        direct=allows(actor, Right.DIRECT, subject) and alive,
        change=changes and alive,
        chase=changes and state in OPEN_STATES,
        read_document=allows(actor, Right.SEE_DOCUMENTS, subject),
    )
