"""What people decide about mails that were sent before an older database was put back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from tracker.accounts.actor import Actor
from tracker.audit.trail import record
from tracker.core.database import transaction
from tracker.core.errors import Invalid, Stale
from tracker.core.words import N_
from tracker.mail import restored, restored_decisions
from tracker.mail.status import RestoredDecision


@dataclass(frozen=True, kw_only=True)
class Decided:
    """About how many mails it was decided, and of how many it could not be."""

    mails: int
    left: int


def decide(ids: Collection[int] | None, decision: RestoredDecision, *, actor: Actor, now: datetime) -> Decided:
    """Decide about those mails of the actor's organization, None being all that are left.

    Stale if others were quicker with every one of them; Invalid if none of them can be sent again.
    """
    with transaction() as session:
        mails = restored.open_mails(session, actor.organization_id, ids)
        if not mails:
            raise Stale(N_("Các thư này vừa có người quyết định. Xem lại danh sách."))
        if decision is RestoredDecision.SENT:
            restored_decisions.count_as_sent(session, mails)
            done = list(mails)
        else:
            done = restored_decisions.send_again(session, mails, now)
        if not done:
            raise Invalid(N_("Nội dung các thư này không còn nên không gửi lại được. Chỉ coi như đã gửi được."))
        restored_decisions.decide(done, decision, actor.account_id, now)
        record(
            session,
            actor=actor,
            now=now,
            organization_id=actor.organization_id,
            action="sending.restored",
            subject="sending",
            subject_id=0,
            changes={"mails": (None, len(done)), "decision": (None, decision.value)},
        )
        return Decided(mails=len(done), left=len(mails) - len(done))
