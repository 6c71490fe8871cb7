"""The office changes a task: its words and people, its deadline, that it stops or goes on next quarter."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import entries, fresh, indicator, report, told
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound, SeveralRefusals
from tracker.groups.models import Group
from tracker.mail.status import OccurrenceKind
from tracker.tasks.change_actions import Edit, cancel, carry_over, edit, move_deadline
from tracker.tasks.errors import ChangedMeanwhile
from tracker.tasks.models import Assignment, Task
from tracker.tasks.status import LEFT_STATES, SelfRating, State
from tracker.tasks.whole import carried_to, first_promised

REASON = "Theo kết luận của Thường trực"
CHANGES = {
    "edit": lambda task, version, **more: edit(
        task.id,
        version,
        Edit(title="Tên khác", in_charge_id=None, priority=True, restricted=False, supporting_group_ids=()),
        **more,
    ),
    "deadline": lambda task, version, **more: move_deadline(task.id, version, date(2026, 6, 20), REASON, **more),
    "cancel": lambda task, version, **more: cancel(task.id, version, REASON, **more),
    "carry over": lambda task, version, **more: carry_over(task.id, version, REASON, **more),
}
REFUSED = {NotAllowed: ("an", "tam", "kien", "phuc"), NotFound: ("dung", "quan", "lan", "nam")}
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@every_change
def test_a_change_leaves_exactly_one_entry_and_a_new_version(make, cast, change):
    task = make.task(lead="a", due_on=TODAY)
    change(task, 1, actor=cast.hoa, now=NOW)
    assert len(entries(task)) == 1
    assert fresh(task).version == 2


@every_change
def test_an_old_page_changes_nothing(make, cast, change):
    task = make.task(lead="a", due_on=TODAY)
    report(task, cast.an)
    with pytest.raises(ChangedMeanwhile):
        change(task, 1, actor=cast.hoa, now=NOW)
    assert [each.action for each in entries(task)] == ["task.updated"]


@pytest.mark.parametrize("state", sorted(LEFT_STATES | {State.COMPLETED}))
def test_what_has_ended_is_not_changed(make, cast, state):
    task = make.task(lead="a", due_on=TODAY, state=state)
    for change in CHANGES.values():
        with pytest.raises(Invalid, match="đã kết thúc"):
            change(task, 1, actor=cast.hoa, now=NOW)


def test_only_the_office_of_the_committee_changes_a_task(make, cast):
    task = make.task(lead="a", due_on=TODAY)
    for change in CHANGES.values():
        for refusal, names in REFUSED.items():
            for name in names:
                with pytest.raises(refusal):
                    change(task, 1, actor=cast.actors[name], now=NOW)
    assert fresh(task).version == 1


def test_an_edit_tells_from_what_to_what_in_names(make, cast):
    task = make.task(lead="a", supporting=["b"], title="Tên cũ")
    groups = (cast.groups["b"].id, cast.groups["c"].id)
    new = Edit(
        title="Tên mới", in_charge_id=cast.binh.account_id, priority=True, restricted=False,
        supporting_group_ids=groups,
        duties={cast.groups["b"].id: "Lập dự toán"},
    )  # fmt: skip
    edit(task.id, 1, new, actor=cast.hoa, now=NOW)
    assert entries(task)[0].changes == {
        "title": ["Tên cũ", "Tên mới"],
        "in_charge": [None, "Trần Thị Bình"],
        "priority": [False, True],
        "supporting": ["Phòng Tài chính", "Phòng Tài chính: Lập dự toán; Tổ công tác Nam Sông"],
    }
    assert "ten moi" in fresh(task).folded


def test_a_group_that_comes_to_support_is_told_and_the_others_are_not_told_again(make, cast):
    task = make.task(lead="a", supporting=["b"])
    groups = (cast.groups["b"].id, cast.groups["c"].id)
    edit(
        task.id, 1,
        Edit(title="Việc", in_charge_id=None, priority=False, restricted=False, supporting_group_ids=groups),
        actor=cast.hoa, now=NOW,
    )  # fmt: skip
    assert told(task, cast, OccurrenceKind.ASSIGNED) == ["dung"]


def test_a_group_that_no_longer_supports_is_let_go(make, cast, session):
    task = make.task(lead="a", supporting=["b", "c"])
    edit(
        task.id, 1,
        Edit(title="Việc", in_charge_id=None, priority=False, restricted=False,
             supporting_group_ids=(cast.groups["c"].id,)),
        actor=cast.hoa, now=NOW,
    )  # fmt: skip
    session.rollback()
    assert session.scalars(sa.select(Assignment.group_id)).all() == [cast.groups["c"].id]


@pytest.mark.parametrize(("key", "refusal"), [("a", Invalid), ("d", NotFound)])
def test_neither_the_lead_nor_a_stranger_can_support(make, cast, key, refusal):
    task = make.task(lead="a")
    new = Edit(
        title="Việc", in_charge_id=None, priority=False, restricted=False, supporting_group_ids=(cast.groups[key].id,)
    )
    with pytest.raises(refusal):
        edit(task.id, 1, new, actor=cast.hoa, now=NOW)


def test_a_closed_group_stays_but_does_not_come(make, cast):
    task, other = make.task(lead="a", supporting=["b"]), make.task(lead="a")
    with transaction() as session:
        session.get_one(Group, cast.groups["b"].id).closed_on = TODAY
    new = Edit(
        title="Việc", in_charge_id=None, priority=False, restricted=False, supporting_group_ids=(cast.groups["b"].id,)
    )
    edit(task.id, 1, new, actor=cast.hoa, now=NOW)
    with pytest.raises(Invalid, match="ngừng hoạt động"):
        edit(other.id, 1, new, actor=cast.hoa, now=NOW)


def test_the_person_in_charge_sits_in_the_lead_group(make, cast):
    task = make.task(lead="a", supporting=["b"])
    for name in ("chi", "hoa", "nam"):
        new = Edit(
            title="Việc",
            in_charge_id=cast.actors[name].account_id,
            priority=False,
            restricted=False,
            supporting_group_ids=(),
        )
        with pytest.raises(Invalid) as refused:
            edit(task.id, 1, new, actor=cast.hoa, now=NOW)
        assert refused.value.field == "in_charge_id"


def test_a_deadline_that_moves_starts_the_reminders_anew_and_the_groups_are_told(make, cast):
    task = make.task(lead="a", supporting=["b"], due_on=TODAY, due_text="trước ngày 12/5")
    move_deadline(task.id, 1, date(2026, 6, 20), REASON, actor=cast.hoa, now=NOW)
    now = fresh(task)
    assert (now.due_on, now.default_due_on, now.due_text, now.due_revision) == (date(2026, 6, 20), None, "", 2)
    assert told(task, cast, OccurrenceKind.DEADLINE) == ["an", "binh", "chi"]
    (entry,) = entries(task)
    assert (entry.changes, entry.reason) == ({"due_on": ["2026-05-12", "2026-06-20"]}, REASON)


def test_without_a_deadline_the_end_of_the_quarter_drives_the_reminders(make, cast):
    task = make.task(lead="a", due_on=TODAY)
    move_deadline(task.id, 1, None, REASON, actor=cast.hoa, now=NOW)
    now = fresh(task)
    assert (now.due_on, now.default_due_on, now.due_revision) == (None, date(2026, 6, 30), 2)


def test_a_deadline_and_its_reason_are_both_refused_at_once(make, cast):
    task = make.task(lead="a", due_on=TODAY)
    with pytest.raises(SeveralRefusals) as refused:
        move_deadline(task.id, 1, TODAY, "ngắn", actor=cast.hoa, now=NOW)
    assert [each.field for each in refused.value.refusals] == ["due_on", "reason"]


@pytest.mark.parametrize(("act", "state"), [(cancel, State.CANCELLED), (carry_over, State.CARRIED_OVER)])
def test_what_stops_or_goes_on_leaves_the_count_with_a_reason(make, cast, act, state):
    task = make.task(lead="a", supporting=["b"], due_on=TODAY)
    with pytest.raises(Invalid, match="ít nhất 10 ký tự"):
        act(task.id, 1, "ngắn", actor=cast.hoa, now=NOW)
    act(task.id, 1, REASON, actor=cast.hoa, now=NOW)
    assert fresh(task).state is state
    assert entries(task)[0].changes == {"state": ["not_started", str(state)]}
    assert told(task, cast, OccurrenceKind.STOPPED) == ["an", "binh", "chi"]


def test_the_task_of_the_next_quarter_is_the_same_work_from_where_it_had_got_to(make, cast, session):
    task = make.task(lead="a", supporting=["b"], due_on=TODAY, in_charge="binh", self_rating=SelfRating.AT_RISK)
    number = indicator(task, baseline=Decimal(10), target=Decimal(40))
    report(task, cast.an, values={number.id: Decimal("25.50")})
    child = fresh(carry_over(task.id, 2, REASON, actor=cast.hoa, now=NOW))
    assert (child.quarter, child.state, child.assigned_on) == ("2026-Q3", State.NOT_STARTED, TODAY)
    assert (child.due_on, child.default_due_on) == (None, date(2026, 9, 30))
    assert (child.lead_group_id, child.in_charge_id) == (cast.groups["a"].id, cast.binh.account_id)
    assert [each.group_id for each in child.supporting] == [cast.groups["b"].id]
    (again,) = child.indicators
    assert (again.baseline, again.baseline_label, again.target) == (Decimal("25.50"), "Quý II/2026", Decimal(40))
    assert (child.self_rating, child.last_update_on, child.version) == (None, None, 1)
    assert carried_to(session, fresh(task)) == child.id


def test_carried_over_twice_it_remembers_when_it_was_first_promised(make, cast, session):
    first = make.task(lead="a", assigned_on=date(2026, 4, 6))
    second = carry_over(first.id, 1, REASON, actor=cast.hoa, now=NOW)
    third = carry_over(second.id, 1, REASON, actor=cast.hoa, now=NOW + timedelta(days=90))
    assert first_promised(session, fresh(third)) == (3, date(2026, 4, 6))
    assert first_promised(session, fresh(first)) == (1, date(2026, 4, 6))
    assert [each.quarter for each in session.scalars(sa.select(Task).order_by(Task.id))] == [
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
    ]
