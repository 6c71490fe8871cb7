"""The last door: no action keeps a text that bears a mark of secrecy; one that is there does not stop the work."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.cast import NOW, PASSWORD, QUARTER, TODAY
from tests.house.world import digest
from tests.tasks.acts import fresh, report, report_done
from tracker.accounts.account_actions import Details, add_account
from tracker.audit.models import AuditEntry
from tracker.core.database import db, transaction
from tracker.core.errors import Invalid
from tracker.directives.actions import DocumentFacts, add_document
from tracker.directives.models import DocumentType
from tracker.reminders.chase_rules import Reach
from tracker.reminders.chases import Wanted, chase, look_at
from tracker.tasks.assigning import NewDirective, NewTask, assign
from tracker.tasks.change_actions import Edit, cancel, edit, move_deadline
from tracker.tasks.direction_actions import direct
from tracker.tasks.drafts import save_draft
from tracker.tasks.models import Task
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.status import Kind

MARKED = "Kế hoạch diễn tập 7391 (Tối mật)"
DOCUMENT = DocumentFacts(
    type=DocumentType.NOTICE, number="1-TB/ĐU", issued_on=TODAY, issuer="Thường trực", subject="Kết luận",
    quarter=QUARTER, text="",
)  # fmt: skip


def acts(make, cast) -> dict[str, Callable[[], object]]:
    """What people do with words, each with the same marked text."""
    task, waiting = make.task(lead="a"), make.task(lead="a")
    report_done(waiting, cast.an)
    version = fresh(waiting).version
    document = make.document()
    actor = {"actor": cast.hoa, "now": NOW}
    words = {"title": MARKED, "in_charge_id": None, "priority": False, "restricted": False, "supporting_group_ids": ()}
    new = NewTask(title="Rà soát", kind=Kind.ONGOING_ACTIVITY, lead_group_id=cast.groups["a"].id, due_on=TODAY)
    given = NewDirective(quotation=MARKED, field_id=None, issuer="Thường trực", tasks=(new,))
    wanted = Wanted(task_ids=(task.id,), reach=Reach.LEAD, text=MARKED)
    seal = look_at(db.session(), wanted, actor=cast.hoa, day=TODAY).seal
    return {
        "an update": lambda: report(task, cast.an, done_text=MARKED),
        "a difficulty": lambda: report(task, cast.an, difficulty=MARKED),
        "a draft": lambda: save_draft(task.id, {"done_text": MARKED}, actor=cast.an, now=NOW),
        "a return": lambda: send_back(waiting.id, version, MARKED, **actor),
        "a direction": lambda: direct(task.id, MARKED, **actor),
        "a title": lambda: edit(task.id, 1, Edit(**words), **actor),
        "a reason to stop": lambda: cancel(task.id, 1, MARKED, **actor),
        "a reason of a deadline": lambda: move_deadline(task.id, 1, TODAY, MARKED, **actor),
        "a number of a document": lambda: add_document(replace(DOCUMENT, number="12-CV/HU (Mật)"), **actor),
        "a text of a document": lambda: add_document(replace(DOCUMENT, text=f"MẬT\n{MARKED}"), **actor),
        "a directive": lambda: assign(document.id, [given], form_key="a key", **actor),
        "a chase": lambda: chase(wanted, form_key="a form", seal=seal, **actor),
        "a name": lambda: add_account(
            Details(email="moi@example.vn", full_name=MARKED), password=PASSWORD, now=NOW, actor=cast.quan
        ),
    }


def test_no_action_keeps_a_marked_text(make, cast):
    every = acts(make, cast)
    assert len(every) == 13
    db.session.rollback()
    before = digest(db.engine)
    for name, act in every.items():
        with pytest.raises(Invalid, match="không nhận tài liệu mật"):
            act()
        db.session.rollback()
        assert digest(db.engine) == before, name


def test_the_refusal_names_its_field(make, cast):
    task = make.task(lead="a")
    with pytest.raises(Invalid) as refused:
        direct(task.id, MARKED, actor=cast.hoa, now=NOW)
    assert refused.value.field == "text"
    assert refused.value.params == {"mark": "Tối mật"}


def test_a_row_that_was_marked_before_can_still_be_worked_on(make, cast):
    task = make.task(lead="a")
    report_done(task, cast.an)
    with transaction() as session:
        session.execute(sa.update(Task).where(Task.id == task.id).values(title=MARKED))
    confirm(task.id, fresh(task).version, actor=cast.hoa, now=NOW)
    labels = db.session.scalars(sa.select(AuditEntry.subject_label).where(AuditEntry.task_id == task.id)).all()
    assert any(MARKED in label for label in labels)
