"""Nobody is told of their own act, and nobody who has left is told of anything."""

from datetime import timedelta

import pytest

from tests.cast import NOW, TODAY
from tests.tasks.acts import report_done, told
from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account
from tracker.accounts.queries import actor_of
from tracker.core.database import transaction
from tracker.groups.models import Membership
from tracker.mail.status import OccurrenceKind
from tracker.tasks.assigning import NewDirective, NewTask, assign
from tracker.tasks.change_actions import carry_over, move_deadline
from tracker.tasks.direction_actions import direct
from tracker.tasks.people import members_to_tell
from tracker.tasks.review_actions import confirm, send_back
from tracker.tasks.status import Kind

REASON = "Theo kết luận của Thường trực"


@pytest.fixture
def clerk(session, cast):
    """Hoa of the office, who sits in group A too."""
    seat(cast, "hoa")
    return actor_of(session, cast.people["hoa"], NOW)


def seat(cast, name, *, from_on=TODAY, until_on=None):
    with transaction() as session:
        session.add(
            Membership(
                organization_id=cast.home.id,
                group_id=cast.groups["a"].id,
                account_id=cast.people[name].id,
                role=SeatRole.MEMBER,
                from_on=from_on,
                until_on=until_on,
            )
        )


def test_whoever_acts_is_not_told_by_any_kind_of_news(make, cast, clerk):
    new = NewDirective(
        quotation="Đẩy mạnh", field_id=None, issuer="Thường trực",
        tasks=(NewTask(title="Đẩy mạnh", kind=Kind.ONGOING_ACTIVITY, lead_group_id=cast.groups["a"].id),),
    )  # fmt: skip
    (task,) = assign(make.document().id, [new], actor=clerk, now=NOW)
    direct(task.id, "Khẩn trương", actor=clerk, now=NOW)
    report_done(task, cast.an)
    send_back(task.id, 3, "Số liệu chưa khớp", actor=clerk, now=NOW)
    report_done(task, cast.binh)
    move_deadline(task.id, 5, TODAY, REASON, actor=clerk, now=NOW)
    confirm(task.id, 6, actor=clerk, now=NOW)
    for kind in (OccurrenceKind.ASSIGNED, OccurrenceKind.DIRECTION, OccurrenceKind.RETURNED, OccurrenceKind.DEADLINE,
                 OccurrenceKind.CONFIRMED):  # fmt: skip
        assert told(task, cast, kind) == ["an", "binh"], kind
    assert told(task, cast, OccurrenceKind.REPORTED) == ["hoa", "hoa", "hung", "hung"]


def test_a_colleague_who_sits_in_the_group_is_told(make, cast, clerk):
    task = make.task(lead="a")
    carry_over(task.id, 1, REASON, actor=cast.hung, now=NOW)
    assert told(task, cast, OccurrenceKind.STOPPED) == ["an", "binh", "hoa"]


def test_only_who_sits_there_on_the_day_and_may_sign_in_is_told(session, cast):
    seat(cast, "hoa", from_on=TODAY + timedelta(days=1))
    seat(cast, "hung", from_on=TODAY - timedelta(days=9), until_on=TODAY - timedelta(days=1))
    seat(cast, "tam", from_on=TODAY - timedelta(days=9), until_on=TODAY)
    with transaction() as writing:
        writing.get_one(Account, cast.people["binh"].id).disabled_at = NOW
    session.rollback()
    found = members_to_tell(session, [cast.groups["a"].id], TODAY)
    assert {each.account_id for each in found} == {cast.people[name].id for name in ("an", "tam")}
    tomorrow = members_to_tell(session, [cast.groups["a"].id], TODAY + timedelta(days=1))
    assert {each.account_id for each in tomorrow} == {cast.people[name].id for name in ("an", "hoa")}
