"""Groups and their seats: who sees which, and what the office and the administrator change."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account
from tracker.accounts.seats import seats_of
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotFound
from tracker.groups import actions
from tracker.groups.models import Group, Membership
from tracker.groups.queries import people_of_group
from tracker.organizations.models import Locality
from tracker.tasks.status import State

GROUP = {"name": "Tổ công tác Mới", "short_name": "Tổ Mới", "kind": "delegation", "position": "", "localities": ""}


def stored(session, group_id):
    return session.get_one(Group, group_id, populate_existing=True)


def entries(session):
    return [each.action for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def form_of(group, **more):
    return {
        "name": group.name,
        "short_name": group.short_name,
        "kind": str(group.kind),
        "position": group.position,
        "localities": "\n".join(each.name for each in group.localities),
        "version": group.version,
        **more,
    }


def seat_of(session, cast, name):
    return session.scalars(
        sa.select(Membership).where(Membership.account_id == cast.people[name].id).order_by(Membership.id.desc())
    ).first()


@pytest.mark.parametrize("name", ["hoa", "tam", "kien", "quan"])
def test_readers_and_the_administrator_see_every_group_in_order(pages, name):
    page = pages.of(name).get("/groups")
    places = [page.text.index(words) for words in ("Tổ công tác Bắc Sông", "Phòng Tài chính", "Tổ công tác Nam Sông")]
    assert places == sorted(places)
    assert "3 đơn vị" in page.text
    assert "Tổ công tác Bên Kia" not in page.text


def test_a_member_sees_the_own_group_only(pages, cast):
    page = pages.of("binh").get("/groups")
    assert "Tổ công tác Bắc Sông" in page.text
    assert "Phòng Tài chính" not in page.text
    pages.of("binh").get(f"/groups/{cast.groups['a'].id}")
    pages.of("binh").get(f"/groups/{cast.groups['b'].id}", status=404)


def test_the_province_reads_a_group_below_and_changes_nothing(pages, cast):
    path = f"/groups/{cast.groups['a'].id}"
    pages.of("phuc").get(path)
    pages.of("phuc").get(f"{path}/edit", status=403)


def test_who_sits_nowhere_and_reads_nothing_has_no_groups(pages, cast):
    with transaction() as session:
        session.execute(sa.delete(Membership).where(Membership.account_id == cast.dung.account_id))
    pages.of("dung").get("/groups", status=403)


def test_the_number_of_members_is_that_of_the_list(pages, cast):
    with transaction() as session:
        session.add(
            Membership(
                organization_id=cast.home.id,
                group_id=cast.groups["a"].id,
                account_id=cast.chi.account_id,
                role="member",
                from_on=TODAY + timedelta(days=1),
            )
        )
    page = pages.of("hoa").get("/groups")
    assert "Nguyễn Văn An Thành viên" not in page.text
    assert '#members">2<' in page.html
    group = pages.of("hoa").get(f"/groups/{cast.groups['a'].id}")
    assert "Thành viên 2" in group.text
    assert "Sắp tham gia 1" in group.text


def test_a_new_group_stands_last_with_its_localities_made(pages, session, cast):
    with transaction() as writing:
        writing.add(Locality(organization_id=cast.home.id, name="Thôn Đông"))
    sent = {**GROUP, "localities": "Thôn Đông\nThôn Đoài\n"}
    answer = pages.of("hoa").post("/groups/new", sent)
    group = session.scalars(sa.select(Group).where(Group.name == "Tổ công tác Mới")).one()
    assert answer.headers["Location"] == f"/groups/{group.id}"
    assert group.position == 3
    assert {each.name for each in group.localities} == {"Thôn Đoài", "Thôn Đông"}
    assert session.scalar(sa.select(sa.func.count(Locality.id))) == 2
    assert entries(session) == ["group.added"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Ghi tên đơn vị."),
        ("name", "Phòng Tài chính", "Đã có đơn vị mang tên này."),
        ("name", "x" * 201, "tối đa 200"),
        ("short_name", "", "Ghi tên gọn"),
        ("position", "-1", "không phải là số đếm"),
        ("position", "10.000", "không quá 9999"),
        ("localities", "x" * 121, "Mỗi dòng ghi một địa bàn."),
    ],
)
def test_a_refused_group_is_shown_again_with_the_reason(pages, session, field, value, words):
    page = Page(pages.of("quan").post("/groups/new", {**GROUP, field: value}, status=422).text)
    assert words in page.text
    assert entries(session) == []


def test_an_edit_is_stored_with_one_entry(pages, session, cast):
    group = stored(session, cast.groups["a"].id)
    pages.of("quan").post(f"/groups/{group.id}/edit", form_of(group, name="Đoàn Bắc Sông", localities="Thôn Một"))
    group = stored(session, group.id)
    assert group.name == "Đoàn Bắc Sông"
    assert [each.name for each in group.localities] == ["Thôn Một"]
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert entry.changes == {"name": ["Tổ công tác Bắc Sông", "Đoàn Bắc Sông"], "localities": ["", "Thôn Một"]}


def test_a_stale_form_shows_both_texts(pages, session, cast):
    group = stored(session, cast.groups["a"].id)
    late = form_of(group, short_name="Bản của Quân")
    pages.of("hoa").post(f"/groups/{group.id}/edit", form_of(group, short_name="Bản của Hoa"))
    page = Page(pages.of("quan").post(f"/groups/{group.id}/edit", late, status=409).text)
    assert "Bản của Hoa" in page.text
    assert "Bản của Quân" in page.text
    assert stored(session, group.id).short_name == "Bản của Hoa"


def test_a_group_that_leads_open_tasks_does_not_close(pages, session, cast, make):
    task = make.task(lead="a")
    path = f"/groups/{cast.groups['a'].id}/close"
    page = Page(pages.of("hoa").post(path, status=422).text)
    assert "còn chủ trì 1 nhiệm vụ" in page.text
    for ended in (State.COMPLETED, State.CANCELLED, State.CARRIED_OVER):
        with transaction() as writing:
            writing.get_one(type(task), task.id).state = ended
        pages.of("hoa").post(path)
        pages.of("hoa").post(path.replace("close", "reopen"))
    for alive in (State.IN_PROGRESS, State.AWAITING_CONFIRMATION, State.RETURNED):
        with transaction() as writing:
            writing.get_one(type(task), task.id).state = alive
        pages.of("hoa").post(path, status=422)


def test_a_closed_group_takes_nobody_and_may_reopen(pages, session, cast):
    path = f"/groups/{cast.groups['c'].id}"
    pages.of("hoa").post(f"{path}/close")
    assert stored(session, cast.groups["c"].id).closed_on == TODAY
    seat = {"account_id": cast.binh.account_id, "role": "member", "from_on": "12/05/2026"}
    page = Page(pages.of("hoa").post(f"{path}/seats", seat, status=422).text)
    assert "Đơn vị đã đóng" in page.text
    pages.of("hoa").post(f"{path}/close", status=422)
    pages.of("hoa").post(f"{path}/reopen")
    pages.of("hoa").post(f"{path}/reopen", status=422)
    assert entries(session) == ["group.closed", "group.reopened"]


def test_a_seat_is_given_from_a_day_on(pages, session, cast):
    path = f"/groups/{cast.groups['b'].id}/seats"
    pages.of("hoa").post(path, {"account_id": cast.binh.account_id, "role": "head", "from_on": "20/05/2026"})
    seat = seat_of(session, cast, "binh")
    assert (seat.group_id, str(seat.role), seat.from_on) == (cast.groups["b"].id, "head", date(2026, 5, 20))
    assert seats_of(session, cast.binh.account_id, TODAY) != seats_of(session, cast.binh.account_id, date(2026, 5, 20))
    assert entries(session) == ["group.seat_added"]


@pytest.mark.parametrize(
    ("who", "from_on", "words"),
    [
        ("an", "12/05/2026", "Đồng chí này đang là thành viên."),
        ("lan", "12/05/2026", "Chọn một người có tài khoản đang hoạt động."),
        ("hung", "12/05/2026", "Chọn một người có tài khoản đang hoạt động."),
        ("binh", "31/02/2026", "không phải là ngày"),
        ("binh", "", "Ghi ngày bắt đầu."),
        (None, "12/05/2026", "Chọn người."),
    ],
)
def test_a_refused_seat_says_why(pages, session, cast, who, from_on, words):
    with transaction() as writing:
        writing.get_one(Account, cast.hung.account_id).disabled_at = NOW
    before = session.scalar(sa.select(sa.func.count(Membership.id)))
    group = cast.groups["a"] if who == "an" else cast.groups["b"]
    sent = {"account_id": cast.people[who].id if who else "", "role": "member", "from_on": from_on}
    page = Page(pages.of("hoa").post(f"/groups/{group.id}/seats", sent, status=422).text)
    assert words in page.text
    assert session.scalar(sa.select(sa.func.count(Membership.id))) == before


def test_the_actions_refuse_what_the_forms_never_send(session, cast):
    with transaction() as writing:
        writing.get_one(Account, cast.hung.account_id).disabled_at = NOW
    more = {"role": SeatRole.MEMBER, "from_on": TODAY, "actor": cast.hoa, "now": NOW}
    for account_id in (cast.hung.account_id, cast.lan.account_id, 999999):
        with pytest.raises(Invalid):
            actions.add_seat(cast.groups["a"].id, account_id=account_id, **more)
    with pytest.raises(NotFound):
        actions.add_seat(cast.groups["d"].id, account_id=cast.binh.account_id, **more)
    with pytest.raises(NotFound):
        actions.close_group(cast.groups["d"].id, actor=cast.hoa, now=NOW)


def test_a_seat_changes_its_role(pages, session, cast):
    seat = seat_of(session, cast, "binh")
    path = f"/groups/{cast.groups['a'].id}/seats/{seat.id}/role"
    pages.of("quan").post(path, {"role": "deputy"})
    assert str(session.get_one(Membership, seat.id, populate_existing=True).role) == "deputy"
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert entry.changes == {"member": ["Trần Thị Bình", "Trần Thị Bình"], "role": ["member", "deputy"]}
    pages.of("quan").post(path, {"role": "king"}, status=422)


def test_a_seat_ends_with_today(pages, session, cast):
    seat = seat_of(session, cast, "binh")
    path = f"/groups/{cast.groups['a'].id}"
    pages.of("hoa").post(f"{path}/seats/{seat.id}/end")
    assert session.get_one(Membership, seat.id, populate_existing=True).until_on == TODAY
    assert "đến hết 12/05/2026" in pages.of("hoa").get(path).text
    pages.of("hoa").post(f"{path}/seats/{seat.id}/end", status=422)
    assert seats_of(session, cast.binh.account_id, TODAY + timedelta(days=1)) == ()
    visitor = pages.of("hoa")
    visitor.now = NOW + timedelta(days=1)
    page = visitor.get(path)
    assert "Đã thôi tham gia (1)" in page.text
    again = {"account_id": cast.binh.account_id, "role": "member"}
    visitor.post(f"{path}/seats", {**again, "from_on": "12/05/2026"}, status=422)
    visitor.post(f"{path}/seats", {**again, "from_on": "13/05/2026"})


def test_a_seat_given_by_mistake_today_leaves_no_trace_but_the_trail(pages, session, cast):
    path = f"/groups/{cast.groups['b'].id}/seats"
    pages.of("hoa").post(path, {"account_id": cast.binh.account_id, "role": "member", "from_on": "12/05/2026"})
    seat_id = seat_of(session, cast, "binh").id
    pages.of("hoa").post(f"{path}/{seat_id}/end")
    assert session.get(Membership, seat_id) is None
    assert entries(session) == ["group.seat_added", "group.seat_ended"]


@pytest.mark.parametrize(
    ("name", "group", "status"),
    [("an", "a", 403), ("binh", "a", 403), ("tam", "a", 403), ("kien", "a", 403), ("phuc", "a", 403),
     ("chi", "a", 404), ("lan", "a", 404), ("nam", "a", 404), ("hoa", "d", 404), ("quan", "d", 404)],
)  # fmt: skip
def test_only_the_office_and_the_administrator_of_the_organization_change_groups(
    pages, session, cast, name, group, status
):
    found = cast.groups[group]
    seat = session.scalars(sa.select(Membership).where(Membership.group_id == found.id)).first()
    paths = ("edit", "close", "reopen", "seats", f"seats/{seat.id}/role", f"seats/{seat.id}/end")
    for path in paths:
        pages.of(name).post(f"/groups/{found.id}/{path}", {**GROUP, "role": "member"}, status=status)
    assert entries(session) == []


def test_unknown_ids_and_seats_of_other_groups_do_not_exist(pages, session, cast):
    seat = seat_of(session, cast, "chi")
    path = f"/groups/{cast.groups['a'].id}/seats"
    for unknown in (seat.id, 999999, 10**30):
        pages.of("hoa").post(f"{path}/{unknown}/end", status=404)
        pages.of("hoa").post(f"{path}/{unknown}/role", {"role": "head"}, status=404)
    pages.of("hoa").get("/groups/999999", status=404)
    pages.of("hoa").get(f"/groups/{10**30}", status=404)


def test_who_may_be_put_in_charge_are_the_active_members_of_today_head_first(session, cast):
    group = cast.groups["a"].id
    assert [name for _id, name in people_of_group(session, group, NOW)] == ["Nguyễn Văn An", "Trần Thị Bình"]
    with transaction() as writing:
        writing.get_one(Account, cast.an.account_id).disabled_at = NOW
    assert [name for _id, name in people_of_group(session, group, NOW)] == ["Trần Thị Bình"]
    assert people_of_group(session, 999999, NOW) == []
