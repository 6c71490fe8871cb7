"""Giving work: one directive given to several groups is several tasks, all of them or none."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.tasks.acts import entries, fresh, told
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotAllowed, NotFound
from tracker.directives.models import Directive
from tracker.groups.models import Group
from tracker.mail.status import OccurrenceKind
from tracker.tasks.assigning import NewDirective, NewIndicator, NewTask, assign
from tracker.tasks.models import Task
from tracker.tasks.status import Kind, State


@pytest.fixture
def work(cast):
    """A directive for group A unless told otherwise."""

    def new(*leads, field="rural", **more):
        tasks = tuple(
            NewTask(
                title="Đẩy mạnh thu ngân sách", kind=Kind.REACH_NUMBER,
                lead_group_id=lead if isinstance(lead, int) else cast.groups[lead].id, **more,
            )
            for lead in leads or ("a",)
        )  # fmt: skip
        field_id = field if field is None or isinstance(field, int) else cast.fields[field].id
        return NewDirective(
            quotation="Đẩy mạnh thu", field_id=field_id, issuer="Thường trực", tasks=tasks, start=3, end=15
        )

    return new


def test_a_directive_for_three_groups_is_three_tasks_in_their_order(make, cast, work):
    document = make.document()
    tasks = assign(document.id, [work("b", "a", "c"), work()], actor=cast.hoa, now=NOW)
    assert [(each.code, each.part) for each in tasks] == [("01.1", 1), ("01.2", 2), ("01.3", 3), ("02", 1)]
    assert [each.lead_group_id for each in tasks] == [cast.groups[key].id for key in ("b", "a", "c", "a")]
    assert {each.state for each in tasks} == {State.NOT_STARTED}
    assert {each.assigned_on for each in tasks} == {TODAY}


def test_numbers_go_on_within_the_quarter_and_begin_anew_in_another(make, cast, work):
    first, second, next_quarter = make.document(), make.document(), make.document(quarter="2026-Q3")
    assign(first.id, [work(), work()], actor=cast.hoa, now=NOW)
    (third,) = assign(second.id, [work()], actor=cast.hoa, now=NOW)
    (other,) = assign(next_quarter.id, [work()], actor=cast.hoa, now=NOW)
    assert (third.code, other.code, other.quarter) == ("03", "01", "2026-Q3")


def test_everything_that_was_entered_is_kept(make, cast, work, session):
    document = make.document()
    number = NewIndicator(name="Số thu", unit="tỷ đồng", baseline=Decimal("5466.32"), target=None)
    new = work(
        "a", supporting_group_ids=(cast.groups["b"].id,), due_on=date(2026, 6, 15), due_text="trước ngày 15/6",
        in_charge_id=cast.binh.account_id, priority=True, indicators=(number,),
    )  # fmt: skip
    (made,) = assign(document.id, [new], actor=cast.hoa, now=NOW)
    task = fresh(made)
    assert (task.due_on, task.due_text, task.default_due_on) == (date(2026, 6, 15), "trước ngày 15/6", None)
    assert (task.in_charge_id, task.priority, task.kind) == (cast.binh.account_id, True, Kind.REACH_NUMBER)
    assert [each.group_id for each in task.supporting] == [cast.groups["b"].id]
    assert [(each.baseline, each.target) for each in task.indicators] == [(Decimal("5466.32"), None)]
    directive = session.get_one(Directive, task.directive_id)
    assert (directive.quotation, directive.start, directive.end) == ("Đẩy mạnh thu", 3, 15)
    assert "day manh thu ngan sach" in task.folded


def test_each_task_leaves_one_entry_and_tells_its_groups(make, cast, work):
    document = make.document()
    tasks = assign(document.id, [work("a", "c", supporting_group_ids=(cast.groups["b"].id,))], actor=cast.hoa, now=NOW)
    assert [[each.action for each in entries(task)] for task in tasks] == [["task.assigned"], ["task.assigned"]]
    assert told(tasks[0], cast, OccurrenceKind.ASSIGNED) == ["an", "binh", "chi"]
    assert told(tasks[1], cast, OccurrenceKind.ASSIGNED) == ["chi", "dung"]


def test_work_that_cannot_be_given_gives_nothing(make, cast, work, session):
    document, foreign = make.document(), make.document(organization="next")
    with transaction() as writing:
        writing.get_one(Group, cast.groups["c"].id).closed_on = TODAY
    refused = {
        "no lead": (Invalid, document, NewDirective(quotation="x", field_id=None, issuer="", tasks=())),
        "a closed lead": (Invalid, document, work("c")),
        "the lead supports itself": (Invalid, document, work(supporting_group_ids=(cast.groups["a"].id,))),
        "somebody else in charge": (Invalid, document, work(in_charge_id=cast.chi.account_id)),
        "a group of the neighbours": (NotFound, document, work("d")),
        "support of the neighbours": (NotFound, document, work(supporting_group_ids=(cast.groups["d"].id,))),
        "no such group": (NotFound, document, work(999_999)),
        "no such field": (NotFound, document, work(field=999_999)),
        "a document of the neighbours": (NotFound, foreign, work()),
    }
    for name, (refusal, where, new) in refused.items():
        with pytest.raises(refusal):
            assign(where.id, [work(), new], actor=cast.hoa, now=NOW)
        session.rollback()
        assert session.scalars(sa.select(Task.id)).all() == [], name
        assert session.scalars(sa.select(Directive.id)).all() == [], name


def test_only_the_office_of_the_committee_gives_work(make, cast, work):
    document = make.document()
    for refusal, names in {NotAllowed: ("an", "tam", "kien"), NotFound: ("lan", "phuc", "nam")}.items():
        for name in names:
            with pytest.raises(refusal):
                assign(document.id, [work()], actor=cast.actors[name], now=NOW)
