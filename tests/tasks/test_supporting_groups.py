"""A supporting group files its own part: it is heard, and it moves nothing."""

from decimal import Decimal

import pytest

from tests.cast import TODAY
from tests.tasks.acts import entries, fresh, indicator, report, report_done, told
from tracker.core.errors import Invalid, NotFound
from tracker.mail.status import OccurrenceKind
from tracker.tasks.status import Kind, SelfRating, State
from tracker.tasks.work_queries import groups_heard


def test_its_part_does_not_move_the_task(make, cast):
    task = make.task(lead="a", supporting=["b"], kind=Kind.DELIVER_DOCUMENT, self_rating=SelfRating.DIFFICULT)
    for n, rating in enumerate(SelfRating, 1):
        made = report(task, cast.chi, self_rating=rating)
        now = fresh(task)
        assert (now.state, now.self_rating, now.last_update_on) == (State.NOT_STARTED, SelfRating.DIFFICULT, None)
        assert (made.group_id, made.from_state, made.to_state) == (cast.groups["b"].id, now.state, now.state)
        assert told(task, cast, OccurrenceKind.REPORTED) == []
        assert [each.action for each in entries(task)] == ["task.updated"] * n


def test_it_can_still_file_while_the_lead_s_report_waits(make, cast):
    task = make.task(lead="a", supporting=["b"], kind=Kind.DELIVER_DOCUMENT)
    report_done(task, cast.an)
    report(task, cast.chi)
    now = fresh(task)
    assert (now.state, now.reported_on) == (State.AWAITING_CONFIRMATION, TODAY)
    assert told(task, cast, OccurrenceKind.REPORTED) == ["hoa", "hung"]
    assert [each.action for each in entries(task)] == ["task.reported", "task.updated"]


def test_what_it_filed_is_its_own(make, cast, session):
    task = make.task(lead="a", supporting=["b", "c"])
    assert groups_heard(session, [task.id]) == set()
    report(task, cast.chi)
    session.rollback()
    assert groups_heard(session, [task.id]) == {(task.id, cast.groups["b"].id)}


def test_it_does_not_report_the_lead_s_numbers(make, cast):
    task = make.task(lead="a", supporting=["b"])
    with pytest.raises(NotFound):
        report(task, cast.chi, values={indicator(task).id: Decimal(7)})


def test_it_cannot_answer_that_nothing_changed(make, cast):
    task = make.task(lead="a", supporting=["b"])
    with pytest.raises(Invalid, match="phần việc"):
        report(task, cast.chi, no_change=True)


def test_whoever_sits_in_both_speaks_for_the_lead(make, cast):
    task = make.task(lead="a", supporting=["b"])
    both = cast.an.__class__(
        account_id=cast.chi.account_id, organization_id=cast.home.id, name=cast.chi.name,
        seats=(*cast.chi.seats, *cast.an.seats),
    )  # fmt: skip
    assert report(task, both).group_id == cast.groups["a"].id


def test_whoever_sits_in_two_supporting_groups_speaks_for_the_one_they_head(make, cast):
    task = make.task(lead="a", supporting=["b", "c"])
    both = cast.an.__class__(
        account_id=cast.chi.account_id, organization_id=cast.home.id, name=cast.chi.name,
        seats=(*cast.chi.seats, *cast.dung.seats),
    )  # fmt: skip
    assert report(task, both).group_id == cast.groups["c"].id
