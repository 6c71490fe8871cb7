"""What the loaded demo promises: every condition on any day, and a past that could have been typed in by people."""

from collections import Counter

import sqlalchemy as sa

from tracker.accounts.models import Account, AccountRole
from tracker.accounts.passwords import is_right
from tracker.audit.models import AuditEntry
from tracker.core.clock import today
from tracker.core.database import db
from tracker.core.quarter import Quarter
from tracker.demo import actions
from tracker.demo.days import ZONE
from tracker.directives.models import Directive, SourceDocument
from tracker.groups.models import Membership
from tracker.indicators.models import Indicator, Measurement
from tracker.mail.ledger import balance
from tracker.mail.models import MailAttempt, Occurrence, OutgoingMail
from tracker.mail.status import MailState
from tracker.organizations.models import Level, Organization
from tracker.reminders.actions import queue_due
from tracker.tasks.conditions import Slice, within
from tracker.tasks.models import Direction, StatusUpdate, Task
from tracker.tasks.queries import almanac
from tracker.tasks.status import State

# What must be seen in every committee, and what in one at least.
EVERYWHERE = (
    Slice.OVER, Slice.SOON, Slice.WAIT, Slice.BACK, Slice.MUTE, Slice.NO_DEADLINE, Slice.DONE, Slice.LATE, Slice.TERM,
    Slice.RISK, Slice.DIRECTION, Slice.PROGRESS,
)  # fmt: skip
SOMEWHERE = (Slice.NEVER, Slice.NONE)


def quarter_of(demo) -> Quarter:
    return Quarter.of(today(ZONE, demo.now))


def districts(demo) -> list[Organization]:
    return list(demo.session.scalars(sa.select(Organization).where(Organization.level == Level.DISTRICT)))


def count(demo, organization, quarter, part) -> int:
    view = almanac(demo.session, organization.id, demo.now).view
    query = sa.select(sa.func.count(Task.id)).where(
        Task.organization_id == organization.id, Task.quarter == str(quarter), within(part, view)
    )
    return demo.session.scalar(query)


def each_committee_has_something_of_everything(demo):
    for organization in districts(demo):
        counts = {part: count(demo, organization, quarter_of(demo), part) for part in EVERYWHERE}
        assert all(counts.values()), (organization.name, counts)


def some_tasks_were_never_reported_on(demo):
    for part in SOMEWHERE:
        assert sum(count(demo, each, quarter_of(demo), part) for each in districts(demo)) > 0, part


def the_quarter_before_is_closed_with_something_to_compare(demo):
    before = quarter_of(demo).previous
    for organization in districts(demo):
        assert count(demo, organization, before, Slice.DONE) >= 4
        assert count(demo, organization, before, Slice.LATE) >= 1
        assert count(demo, organization, before, Slice.CARRIED) == 1
        assert count(demo, organization, before, Slice.OPEN) == 0
    assert sum(count(demo, each, before, Slice.CANCELLED) for each in districts(demo)) == 1
    carried = demo.session.scalars(
        sa.select(Task).where(Task.quarter == str(quarter_of(demo)), Task.carried_from_id.is_not(None))
    )
    assert len(carried.all()) == 3


def the_directives_are_the_28_of_their_kinds(demo):
    rows = demo.session.execute(
        sa.select(Organization.short_name, Directive.id, Task.kind)
        .join(Task, Task.directive_id == Directive.id)
        .join(Organization, Organization.id == Directive.organization_id)
        .where(Directive.quarter == str(quarter_of(demo)))
        .distinct()
    ).all()
    assert Counter(name for name, _id, _kind in rows) == {"Kỳ Anh": 12, "Can Lộc": 10, "Hương Khê": 6}
    assert Counter(kind.value for _name, _id, kind in rows) == {
        "ongoing_activity": 17,
        "reach_number": 4,
        "handle_cases": 3,
        "deliver_document": 2,
        "milestone": 2,
    }


def every_quotation_stands_in_its_document(demo):
    for directive in demo.session.scalars(sa.select(Directive)):
        text = directive.document.text
        assert text[directive.start : directive.end] == directive.quotation
        assert text.count(directive.quotation) == 1


def a_deadline_by_rule_is_no_deadline(demo):
    by_rule = demo.session.scalars(sa.select(Task).where(Task.due_text == "theo quy định")).all()
    assert by_rule
    assert all(task.due_on is None and task.default_due_on == quarter_of(demo).last_day for task in by_rule)


def the_figures_of_the_first_quarter_are_the_baselines(demo):
    labelled = Indicator.baseline_label == "Quý I"
    rows = demo.session.execute(sa.select(Indicator.baseline, Indicator.unit).where(labelled))
    known = {(str(value), unit) for value, unit in rows}
    wanted = {
        ("5466.32", "ha"), ("1101.4", "ha"), ("9", "mô hình"), ("371.6", "tấn"), ("18.5", "tỷ đồng"),
        ("294.98", "tỷ đồng"), ("9.8", "tiêu chí/xã"), ("3089", "đối tượng"), ("122.072", "tỷ đồng"), ("6", "xã"),
        ("1000", "lượt người"),
    }  # fmt: skip
    assert wanted <= known, wanted - known


def numbers_are_reported_more_than_once(demo):
    measured = demo.session.execute(
        sa.select(Measurement.indicator_id, sa.func.count()).group_by(Measurement.indicator_id)
    ).all()
    assert sum(times >= 2 for _id, times in measured) >= 10


def nobody_has_two_seats_in_one_group(demo):
    seats = demo.session.execute(sa.select(Membership.group_id, Membership.account_id)).all()
    assert len(seats) == len(set(seats))
    assert any(times > 1 for times in Counter(account for _group, account in seats).values())


def every_role_is_there_and_every_known_account_can_sign_in(demo):
    held = demo.session.execute(
        sa.select(Account.organization_id, AccountRole.role).join(Account, Account.id == AccountRole.account_id)
    )
    by_organization = Counter((organization, role.value) for organization, role in held)
    for organization in districts(demo):
        roles = {role: by_organization[organization.id, role] for role in ("office", "standing_committee", "inspector")}
        assert roles == {"office": 2, "standing_committee": 2, "inspector": 1}
        assert by_organization[organization.id, "administrator"] == 1
    accounts = {each.email: each for each in demo.session.scalars(sa.select(Account))}
    for name, email, _post in actions.show_accounts():
        assert accounts[email].full_name == name
    assert is_right(actions.PASSWORD, accounts["vanphong@kyanh.example"].password_hash)
    assert 40 <= len(accounts) - 3 <= 66


def everything_owed_is_accounted_for_and_nothing_old_is_sent(demo):
    assert balance(demo.session).difference == 0
    old = demo.session.scalars(
        sa.select(OutgoingMail.id).where(OutgoingMail.state == MailState.QUEUED, OutgoingMail.not_before < demo.now)
    )
    assert old.all() == []
    told = demo.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.state == MailState.ACCEPTED)).all()
    assert demo.session.scalar(sa.select(sa.func.count(MailAttempt.id))) == len(told) > 100
    assert all(mail.created_at <= mail.accepted_at <= demo.now for mail in told)
    assert {mail.accepted_reply for mail in told} == {"demo"}


def nothing_happened_in_the_future(demo):
    for moment in (StatusUpdate.created_at, AuditEntry.at, Direction.created_at, Occurrence.created_at):
        assert demo.session.scalar(sa.select(sa.func.max(moment))) <= demo.now


def the_story_of_each_task_runs_forward(demo):
    for task in demo.session.scalars(sa.select(Task)):
        moments = [each.created_at for each in task.updates]
        assert moments == sorted(moments)
        assert all(each.reported_on >= task.assigned_on for each in task.updates)
        if task.state is State.COMPLETED:
            assert task.reported_on <= task.confirmed_on


def one_directive_was_answered_and_one_was_not(demo):
    answered = [each.answered_at is not None for each in demo.session.scalars(sa.select(Direction))]
    assert set(answered) == {True, False}


def somebody_gets_a_digest_today(demo):
    """By the scheduler, where its hour has come; else the load has put the newest one into the outbox."""
    queue_due(demo.now)
    digests = db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.state == MailState.QUEUED)).all()
    addresses = {each.address for each in digests}
    assert "thanhvien@canloc.example" in addresses
    assert all(each.not_before <= demo.now < each.expires_at for each in digests)
    assert balance(db.session()).difference == 0


def the_documents_are_dated_before_their_tasks(demo):
    for document in demo.session.scalars(sa.select(SourceDocument)):
        given = demo.session.scalars(
            sa.select(Task.assigned_on)
            .join(Directive, Directive.id == Task.directive_id)
            .where(Directive.document_id == document.id, Task.carried_from_id.is_(None))
        )
        assert all(document.issued_on < day for day in given)


def a_filled_database_is_not_empty(demo):
    assert not actions.is_empty()


PROMISES = (
    each_committee_has_something_of_everything,
    some_tasks_were_never_reported_on,
    the_quarter_before_is_closed_with_something_to_compare,
    the_directives_are_the_28_of_their_kinds,
    every_quotation_stands_in_its_document,
    a_deadline_by_rule_is_no_deadline,
    the_figures_of_the_first_quarter_are_the_baselines,
    numbers_are_reported_more_than_once,
    nobody_has_two_seats_in_one_group,
    every_role_is_there_and_every_known_account_can_sign_in,
    everything_owed_is_accounted_for_and_nothing_old_is_sent,
    nothing_happened_in_the_future,
    the_story_of_each_task_runs_forward,
    one_directive_was_answered_and_one_was_not,
    somebody_gets_a_digest_today,
    the_documents_are_dated_before_their_tasks,
    a_filled_database_is_not_empty,
)
