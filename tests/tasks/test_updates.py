"""A group reports: what becomes of the task, of the numbers, of the trail, and who is told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import entries, fresh, indicator, report, report_done, says, told
from tracker.core.errors import Invalid, NotAllowed, NotFound, SeveralRefusals
from tracker.core.numbers import format_number, parse_number
from tracker.indicators.models import Measurement
from tracker.mail.status import OccurrenceKind
from tracker.tasks.drafts import save_draft
from tracker.tasks.errors import AlreadyRecorded, ChangedMeanwhile
from tracker.tasks.models import StatusUpdate
from tracker.tasks.rules import Product
from tracker.tasks.status import Kind, SelfRating, State
from tracker.tasks.update_actions import Answers, post_update


def test_an_update_moves_the_task_and_is_kept_as_it_was_said(make, cast):
    task = make.task(lead="a")
    expected = TODAY + timedelta(days=20)
    made = report(
        task, cast.binh, self_rating=SelfRating.AT_RISK, done_text="Được hai xã", difficulty="Thiếu xi măng",
        needs_decision=True, expected_on=expected,
    )  # fmt: skip
    now = fresh(task)
    assert (now.state, now.self_rating, now.expected_on) == (State.IN_PROGRESS, SelfRating.AT_RISK, expected)
    assert (now.last_update_on, now.reported_on, now.version) == (TODAY, None, 2)
    assert (made.from_state, made.to_state) == (State.NOT_STARTED, State.IN_PROGRESS)
    assert (made.done_text, made.difficulty, made.needs_decision) == ("Được hai xã", "Thiếu xi măng", True)
    assert (made.group_id, made.author_id) == (cast.groups["a"].id, cast.binh.account_id)


def test_an_update_leaves_one_entry_with_the_change_of_state(make, cast):
    task = make.task(lead="a")
    report(task, cast.an)
    (entry,) = entries(task)
    assert (entry.action, entry.actor_name) == ("task.updated", "Nguyễn Văn An")
    assert entry.changes == {"state": ["not_started", "in_progress"]}
    report(task, cast.an)
    assert [each.changes for each in entries(task)][1:] == [{}]


def test_no_change_breaks_the_silence_and_keeps_what_was_said_before(make, cast):
    task = make.task(lead="a", state=State.IN_PROGRESS, self_rating=SelfRating.DIFFICULT)
    made = report(task, cast.an, no_change=True, self_rating=None, done_text="")
    now = fresh(task)
    assert (now.state, now.self_rating, now.last_update_on) == (State.IN_PROGRESS, SelfRating.DIFFICULT, TODAY)
    assert (made.no_change, made.self_rating) == (True, SelfRating.DIFFICULT)
    assert [each.action for each in entries(task)] == ["task.no_change"]


def test_every_kind_is_reported_complete_with_what_it_promises(make, cast):
    for kind in Kind:
        task = make.task(lead="a", kind=kind, due_on=TODAY)
        if kind is Kind.REACH_NUMBER:
            indicator(task)
        report_done(task, cast.an)
        now = fresh(task)
        assert (now.state, now.reported_on) == (State.AWAITING_CONFIRMATION, TODAY)
        assert [each.action for each in entries(task)] == ["task.reported"]
        assert told(task, cast, OccurrenceKind.REPORTED) == ["hoa", "hung"]


def test_no_kind_is_complete_without_it(make, cast):
    for kind in Kind:
        task = make.task(lead="a", kind=kind)
        if kind is Kind.REACH_NUMBER:
            indicator(task)
        with pytest.raises(Invalid if kind is not Kind.DELIVER_DOCUMENT else SeveralRefusals):
            report(task, cast.an, self_rating=SelfRating.DONE)
        assert fresh(task).state is State.NOT_STARTED
        assert entries(task) == []


def test_a_number_without_an_indicator_can_be_reported_complete_all_the_same(make, cast):
    task = make.task(lead="a", kind=Kind.REACH_NUMBER)
    report_done(task, cast.an, product=Product(closing_note="Thu 5.466,32 tỷ đồng, đạt kế hoạch"))
    assert fresh(task).state is State.AWAITING_CONFIRMATION


def test_each_of_several_indicators_needs_its_number(make, cast):
    task = make.task(lead="a", kind=Kind.REACH_NUMBER)
    first, _second = indicator(task), indicator(task, name="Số hộ", unit="hộ", position=2)
    with pytest.raises(Invalid, match="Cần số đạt được"):
        report(task, cast.an, self_rating=SelfRating.DONE, values={first.id: Decimal(3)})


def test_a_number_is_kept_with_every_digit_as_it_was_typed(make, cast, session):
    task = make.task(lead="a")
    number = indicator(task)
    typed = ["5.466,32", "122,072", "9,80", "3.089", "0,000001", "999.999.999.999.999"]
    for text in typed:
        report(task, cast.an, values={number.id: parse_number(text)})
    session.rollback()
    session.expire_all()
    kept = session.scalars(sa.select(Measurement).order_by(Measurement.id)).all()
    assert [format_number(each.value) for each in kept] == typed
    assert {each.measured_on for each in kept} == {TODAY}


def test_an_indicator_of_another_task_is_not_found(make, cast, session):
    task, other = make.task(lead="a"), make.task(lead="a")
    with pytest.raises(NotFound):
        report(task, cast.an, values={indicator(other).id: Decimal(1)})
    assert session.scalars(sa.select(StatusUpdate)).all() == []


def test_the_day_of_a_report_is_the_day_in_the_organization_s_zone(make, cast):
    task = make.task(lead="a", due_on=TODAY)
    report_done(task, cast.an, now=NOW.replace(hour=16, minute=59))  # 23:59 in Vietnam
    assert fresh(task).reported_on == TODAY
    late = make.task(lead="a", due_on=TODAY)
    report_done(late, cast.an, now=NOW.replace(hour=17))  # midnight: the next day
    assert fresh(late).reported_on == date(2026, 5, 13)


def test_an_old_form_is_told_who_was_faster(make, cast, session):
    task = make.task(lead="a")
    old = says(task)
    report(task, cast.binh, done_text="Của Bình")
    with pytest.raises(ChangedMeanwhile) as refused:
        post_update(task.id, old, actor=cast.an, now=NOW)
    assert (refused.value.change.name, refused.value.change.clock) == ("Trần Thị Bình", "09:00")
    assert session.scalars(sa.select(StatusUpdate.done_text)).all() == ["Của Bình"]


def test_a_form_that_never_saw_this_task_is_stale_even_if_the_trail_is_empty(make, cast):
    task = make.task(lead="a")
    for version in (-1, 0, 2, 999):
        with pytest.raises(ChangedMeanwhile) as refused:
            post_update(task.id, Answers(version=version, no_change=True), actor=cast.an, now=NOW)
        assert refused.value.change is None
        assert "Mở lại" in str(refused.value)


def test_a_draft_of_somebody_is_no_change_of_the_task(make, cast):
    task = make.task(lead="a")
    old = says(task)
    report(task, cast.binh)
    save_draft(task.id, {"done_text": "dở"}, actor=cast.an, now=NOW)
    with pytest.raises(ChangedMeanwhile) as refused:
        post_update(task.id, old, actor=cast.an, now=NOW)
    assert refused.value.change.name == "Trần Thị Bình"


def test_the_same_form_twice_is_recorded_once(make, cast, session):
    task = make.task(lead="a")
    answers = says(task)
    post_update(task.id, answers, actor=cast.an, now=NOW)
    with pytest.raises(AlreadyRecorded):
        post_update(task.id, answers, actor=cast.an, now=NOW)
    assert len(session.scalars(sa.select(StatusUpdate)).all()) == 1


def test_nobody_can_stand_in_another_s_way_with_a_key_they_guessed(make, cast, session):
    first, second = make.task(lead="a"), make.task(lead="a")
    report(first, cast.an, form_key="the same")
    report(second, cast.an, form_key="the same")
    report(first, cast.binh, form_key="the same")
    assert len(session.scalars(sa.select(StatusUpdate)).all()) == 3


def test_only_the_groups_of_a_task_report_on_it(make, cast):
    task = make.task(lead="a", supporting=["b"])
    for refusal, names in {
        NotAllowed: ("hoa", "tam", "kien", "phuc"),
        NotFound: ("dung", "quan", "lan", "nam"),
    }.items():
        for name in names:
            with pytest.raises(refusal):
                report(task, cast.actors[name])
    assert fresh(task).version == 1


def test_an_office_clerk_who_sits_in_the_group_reports_and_is_not_told_of_it(make, cast):
    task = make.task(lead="a")
    clerk = cast.an.__class__(
        account_id=cast.hoa.account_id, organization_id=cast.home.id, name=cast.hoa.name, roles=cast.hoa.roles,
        seats=cast.an.seats, reads=cast.hoa.reads,
    )  # fmt: skip
    report_done(task, clerk)
    assert told(task, cast, OccurrenceKind.REPORTED) == ["hung"]


def test_every_fault_of_an_update_is_told_at_once(make, cast):
    task = make.task(lead="a", kind=Kind.DELIVER_DOCUMENT)
    with pytest.raises(SeveralRefusals) as refused:
        report(task, cast.an, self_rating=SelfRating.DONE, done_text="")
    assert [each.field for each in refused.value.refusals] == ["done_text", "document_number", "document_date"]
