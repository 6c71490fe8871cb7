"""Two people at once, with real commits on real connections: one wins, everybody else is told so, nothing is lost."""

import contextlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa

from tests.cast import NOW
from tests.tasks.acts import entries, fresh, report_done, says
from tracker.core.database import db
from tracker.core.errors import Refusal
from tracker.directives.models import Directive
from tracker.tasks.assigning import NewDirective, NewTask, assign
from tracker.tasks.change_actions import carry_over, move_deadline
from tracker.tasks.errors import AlreadyRecorded, ChangedMeanwhile
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.status import Kind, State
from tracker.tasks.update_actions import post_update

AT_ONCE = 20


def race(app, acts) -> Counter:
    """Start every act at the same moment, each in a thread and a context of its own; how each of them ended."""
    ready = Barrier(len(acts))

    def run(act):
        with app.app_context():
            ready.wait(timeout=60)
            try:
                act()
            except Refusal as refusal:
                return type(refusal)
            finally:
                with contextlib.suppress(Exception):
                    db.session.remove()
            return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def test_of_twenty_updates_with_one_version_one_is_kept(app, make, cast, session):
    task = make.task(lead="a")
    forms = [says(task, done_text=f"Bản {n}") for n in range(AT_ONCE)]
    ended = race(app, [lambda each=each: post_update(task.id, each, actor=cast.an, now=NOW) for each in forms])
    assert ended == {"done": 1, ChangedMeanwhile: AT_ONCE - 1}
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(StatusUpdate.id))) == 1
    assert fresh(task).version == 2
    assert len(entries(task)) == 1


def test_of_one_form_sent_twenty_times_one_is_kept(app, make, cast, session):
    task = make.task(lead="a")
    form = says(task)
    ended = race(app, [lambda: post_update(task.id, form, actor=cast.an, now=NOW)] * AT_ONCE)
    assert ended == {"done": 1, AlreadyRecorded: AT_ONCE - 1}
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(StatusUpdate.id))) == 1


def test_of_two_clerks_who_answer_differently_one_decides(app, make, cast):
    task = make.task(lead="a")
    report_done(task, cast.an)
    acts = [
        lambda: confirm(task.id, 2, actor=cast.hoa, now=NOW),
        lambda: send_back(task.id, 2, "Số liệu chưa khớp", actor=cast.hung, now=NOW),
    ] * (AT_ONCE // 2)
    ended = race(app, acts)
    assert ended["done"] == 1
    assert ended[ChangedMeanwhile] + ended[AlreadyRecorded] == AT_ONCE - 1
    assert fresh(task).state in {State.COMPLETED, State.RETURNED}
    assert [each.action for each in entries(task)][1:] in (["task.confirmed"], ["task.returned"])


def test_a_report_and_a_new_deadline_do_not_pass_each_other_unseen(app, make, cast):
    task = make.task(lead="a", due_on=NOW.date())
    form = says(task)
    acts = [
        lambda: post_update(task.id, form, actor=cast.an, now=NOW),
        lambda: move_deadline(task.id, 1, None, "Theo kết luận mới", actor=cast.hoa, now=NOW),
    ]
    assert race(app, acts) == {"done": 1, ChangedMeanwhile: 1}


def test_parts_of_one_directive_carried_over_at_once_become_parts_of_their_own(app, make, cast, session):
    leads = [NewTask(title="Đẩy mạnh", kind=Kind.ONGOING_ACTIVITY, lead_group_id=cast.groups[key].id) for key in "abc"]
    new = NewDirective(quotation="Đẩy mạnh", field_id=None, issuer="Thường trực", tasks=tuple(leads * 2))
    tasks = assign(make.document().id, [new], actor=cast.hoa, now=NOW)
    acts = [lambda each=each: carry_over(each.id, 1, "Theo kết luận mới", actor=cast.hoa, now=NOW) for each in tasks]
    assert race(app, acts) == {"done": 6}
    session.rollback()
    assert sorted(session.scalars(sa.select(Task.part).where(Task.carried_from_id.is_not(None)))) == list(range(7, 13))


def test_directives_given_at_once_are_numbered_without_gap_or_doubling(app, make, cast, session):
    documents = [make.document() for _n in range(4)]
    new = NewDirective(
        quotation="Đẩy mạnh", field_id=None, issuer="Thường trực",
        tasks=(NewTask(title="Đẩy mạnh", kind=Kind.ONGOING_ACTIVITY, lead_group_id=cast.groups["a"].id),),
    )  # fmt: skip
    ended = race(app, [lambda each=each: assign(each.id, [new, new], actor=cast.hoa, now=NOW) for each in documents])
    assert ended == {"done": 4}
    session.rollback()
    assert sorted(session.scalars(sa.select(Directive.number))) == list(range(1, 9))
