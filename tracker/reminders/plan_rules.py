"""What a ladder may be. Plain values in, a refusal for each field out."""

from tracker.core.errors import Invalid, Refusal
from tracker.core.words import N_
from tracker.reminders.rules import LadderPlan
from tracker.tasks.rules import refuse

MOST_BEFORE = 3
"""Nobody is told more often of one task before its deadline, over the task's whole life."""
MOST_AFTER = 10
LONGEST = 60


def check_plan(plan: LadderPlan) -> None:
    """Refuse a ladder that could not be kept."""
    refuse(faults_of_plan(plan))


def faults_of_plan(plan: LadderPlan) -> list[Refusal]:
    """All that is wrong with a ladder."""
    faults: list[Refusal] = []
    mentions = len(plan.before) + plan.due_week_monday + (plan.fixed_on is not None)
    if mentions > MOST_BEFORE:
        sentence = N_("Trước hạn nhắc nhiều nhất %(n)s lần, kể cả đầu tuần có hạn và ngày định trước.")
        faults.append(Invalid(sentence, field="before", n=MOST_BEFORE))
    if len(plan.after) > MOST_AFTER:
        faults.append(Invalid(N_("Sau hạn ghi nhiều nhất %(n)s lần nhắc."), field="after", n=MOST_AFTER))
    for name in ("before", "after"):
        days: tuple[int, ...] = getattr(plan, name)
        if any(not 1 <= day <= LONGEST for day in days) or len(set(days)) != len(days):
            faults.append(Invalid(N_("Ghi các số ngày từ 1 đến %(n)s, mỗi số một lần."), field=name, n=LONGEST))
    sentence = N_("Ghi số ngày từ 1 đến %(n)s, hoặc 0 nếu không dùng.")
    names = ("every", "escalate_after", "committee_after", "silent_after")
    wrong = (name for name in names if not 0 <= getattr(plan, name) <= LONGEST)
    return [*faults, *(Invalid(sentence, field=name, n=LONGEST) for name in wrong)]
