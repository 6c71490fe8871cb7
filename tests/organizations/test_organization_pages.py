"""The tree of organizations and the fields of work, as the administrator and the office change them."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tracker.accounts.actor import Role
from tracker.accounts.models import AccountRole
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.core.errors import NotFound
from tracker.organizations import actions
from tracker.organizations.models import ContentLevel, FieldOfWork, Level, Organization

CHILD = {
    "name": "Chi bộ thôn Đông",
    "short_name": "Thôn Đông",
    "level": "branch",
    "valid_from": "01/07/2025",
    "valid_to": "",
    "time_zone": "Asia/Ho_Chi_Minh",
    "digest_at": "06:45",
    "window_from": "06:00",
    "window_until": "20:00",
    "content_level": "full",
    "contact": "",
}


def stored(session, organization_id):
    return session.get_one(Organization, organization_id, populate_existing=True)


def entries(session):
    return [each.action for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def form_of(found, **more):
    return {
        "name": found.name,
        "short_name": found.short_name,
        "level": str(found.level),
        "valid_from": "01/07/2025",
        "valid_to": "",
        "time_zone": found.time_zone,
        "digest_at": f"{found.digest_at:%H:%M}",
        "window_from": f"{found.window_from:%H:%M}",
        "window_until": f"{found.window_until:%H:%M}",
        "content_level": str(found.content_level),
        "contact": found.contact,
        "version": found.version,
        **more,
    }


def names(session):
    rows = session.scalars(sa.select(FieldOfWork).where(FieldOfWork.closed_on.is_(None)).order_by(FieldOfWork.position))
    return [each.name for each in rows]


@pytest.fixture
def provincial(cast):
    """Phuc administers the province."""
    with transaction() as session:
        session.add(
            AccountRole(
                organization_id=cast.organizations["province"].id,
                account_id=cast.phuc.account_id,
                role=Role.ADMINISTRATOR,
            )
        )


def test_the_tree_shows_what_is_below_and_nothing_above_or_beside(pages, provincial):
    page = pages.of("phuc").get("/admin/organizations")
    for words in ("Tỉnh ủy Thử", "Đảng ủy xã Sông", "Đảng ủy xã Núi"):
        assert words in page.text
    page = pages.of("quan").get("/admin/organizations")
    assert "Tỉnh ủy Thử" not in page.text
    assert "Đảng ủy xã Núi" not in page.text


def test_a_child_is_added_below(pages, session, cast):
    pages.of("quan").post(f"/admin/organizations/{cast.home.id}/new", CHILD)
    made = session.scalars(sa.select(Organization).where(Organization.name == "Chi bộ thôn Đông")).one()
    assert made.parent_id == cast.home.id
    assert made.digest_at == time(6, 45)
    assert made.valid_from == date(2025, 7, 1)
    assert entries(session) == ["organization.added"]
    assert "Chi bộ thôn Đông" in pages.of("quan").get("/admin/organizations").text


def test_a_new_child_is_offered_one_level_down(pages, cast):
    page = pages.of("quan").get(f"/admin/organizations/{cast.home.id}/new")
    assert '<option selected value="branch">' in page.html


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Ghi tên cơ quan."),
        ("time_zone", "Hà Nội", "“Hà Nội” không phải là múi giờ."),
        ("digest_at", "25:00", "“25:00” không phải là giờ."),
        ("digest_at", "", "Ghi giờ gửi."),
        ("digest_at", "05:59", "Giờ gửi thư nhắc việc phải nằm trong khung giờ gửi thư."),
        ("window_until", "06:45", "Giờ gửi thư nhắc việc phải nằm trong khung giờ gửi thư."),
        ("window_until", "6h", "Giờ kết thúc phải sau giờ bắt đầu."),
        ("window_from", "", "Ghi giờ bắt đầu."),
        ("valid_from", "", "Ghi ngày bắt đầu."),
        ("valid_from", "1/13/2025", "không phải là ngày"),
        ("valid_to", "30/06/2025", "Ngày kết thúc phải sau ngày bắt đầu."),
    ],
)
def test_a_refused_organization_says_why_and_keeps_what_was_typed(pages, session, cast, field, value, words):
    path = f"/admin/organizations/{cast.home.id}/new"
    page = Page(pages.of("quan").post(path, {**CHILD, field: value}, status=422).text)
    assert words in page.text
    assert "Chi bộ thôn Đông" in page.html or field == "name"
    assert value in page.html
    assert entries(session) == []


def test_an_edit_is_stored_with_one_entry(pages, session, cast):
    home = stored(session, cast.home.id)
    pages.of("quan").post(f"/admin/organizations/{home.id}", form_of(home, digest_at="6h15", contact="số 102"))
    home = stored(session, home.id)
    assert (home.digest_at, home.contact) == (time(6, 15), "số 102")
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert set(entry.changes) == {"digest_at", "contact"}


def test_a_stale_form_shows_both_texts(pages, session, cast):
    home = stored(session, cast.home.id)
    late = form_of(home, digest_at="06:15")
    pages.of("quan").post(f"/admin/organizations/{home.id}", form_of(home, digest_at="06:00"))
    page = Page(pages.of("quan").post(f"/admin/organizations/{home.id}", late, status=409).text)
    assert "06:00" in page.text
    assert "06:15" in page.text
    assert stored(session, home.id).digest_at == time(6, 0)


def test_what_lies_above_or_beside_does_not_exist(pages, session, cast):
    for key in ("province", "next"):
        found = cast.organizations[key]
        pages.of("quan").get(f"/admin/organizations/{found.id}", status=404)
        pages.of("quan").post(f"/admin/organizations/{found.id}", form_of(found), status=404)
        pages.of("quan").post(f"/admin/organizations/{found.id}/new", CHILD, status=404)
    for unknown in (999999, 10**30):
        pages.of("quan").get(f"/admin/organizations/{unknown}", status=404)
    assert entries(session) == []


def test_the_actions_reach_no_further_than_the_pages(session, cast):
    details = actions.Details(
        name="x", short_name="x", level=Level.BRANCH, valid_from=TODAY, valid_to=None,
        time_zone="Asia/Ho_Chi_Minh", digest_at=time(7),
        window_from=time(6), window_until=time(20),
        content_level=ContentLevel.FULL, contact="",
    )  # fmt: skip
    for key in ("province", "next"):
        beyond = cast.organizations[key].id
        with pytest.raises(NotFound):
            actions.edit_organization(beyond, details, 1, actor=cast.quan, now=NOW)
        with pytest.raises(NotFound):
            actions.add_organization(beyond, details, actor=cast.quan, now=NOW)
    with pytest.raises(NotFound):
        actions.rename_field(cast.fields["money"].id, "x", 1, actor=cast.lan, now=NOW)


def test_the_province_edits_what_is_below(pages, session, cast, provincial):
    home = stored(session, cast.home.id)
    pages.of("phuc").post(f"/admin/organizations/{home.id}", form_of(home, name="Đảng ủy xã Sông Mới"))
    assert stored(session, home.id).name == "Đảng ủy xã Sông Mới"


@pytest.mark.parametrize("name", ["an", "hoa", "tam", "kien"])
def test_others_do_not_run_organizations(pages, cast, name):
    visitor = pages.of(name)
    visitor.get("/admin/organizations", status=403)
    visitor.get(f"/admin/organizations/{cast.home.id}", status=403)
    visitor.post(f"/admin/organizations/{cast.home.id}/new", CHILD, status=403)


def test_fields_are_added_last_and_moved(pages, session, cast):
    hoa = pages.of("hoa")
    hoa.post("/admin/fields", {"name": "Dân vận"})
    assert names(session) == ["Thu, chi ngân sách", "Nông thôn mới", "Dân vận"]
    added = session.scalars(sa.select(FieldOfWork).where(FieldOfWork.name == "Dân vận")).one()
    hoa.post(f"/admin/fields/{added.id}/move", {"direction": "up"})
    assert names(session) == ["Thu, chi ngân sách", "Dân vận", "Nông thôn mới"]
    hoa.post(f"/admin/fields/{added.id}/move", {"direction": "up"})
    hoa.post(f"/admin/fields/{added.id}/move", {"direction": "up"})
    assert names(session) == ["Dân vận", "Thu, chi ngân sách", "Nông thôn mới"]
    hoa.post(f"/admin/fields/{added.id}/move", {"direction": "down"})
    assert names(session) == ["Thu, chi ngân sách", "Dân vận", "Nông thôn mới"]
    assert entries(session) == ["field.added"] + ["field.moved"] * 4


def test_a_field_is_renamed_unless_somebody_else_was_faster(pages, session, cast):
    field = cast.fields["money"]
    pages.of("hoa").post(f"/admin/fields/{field.id}", {"name": "Ngân sách", "version": 1})
    late = {"name": "Tài chính", "version": 1}
    page = Page(pages.of("quan").post(f"/admin/fields/{field.id}", late, status=409).text)
    assert "Ngân sách" in page.text
    assert "Tài chính" in page.text
    assert "Ngân sách" in names(session)


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Ghi tên lĩnh vực."), ("nông THÔN mới", "Đã có lĩnh vực mang tên này."), ("x" * 121, "tối đa 120")],
)
def test_a_refused_name_says_why(pages, session, cast, name, words):
    assert words in Page(pages.of("hoa").post("/admin/fields", {"name": name}, status=422).text).text
    path = f"/admin/fields/{cast.fields['money'].id}"
    assert words in Page(pages.of("hoa").post(path, {"name": name, "version": 1}, status=422).text).text
    assert entries(session) == []


def test_a_field_in_use_is_closed_and_kept(pages, session, cast, make):
    make.directive(field="rural")
    field = cast.fields["rural"]
    page = pages.of("hoa").get("/admin/fields")
    assert "Nông thôn mới 1" in page.text
    pages.of("hoa").post(f"/admin/fields/{field.id}/close")
    assert session.get_one(FieldOfWork, field.id, populate_existing=True).closed_on == TODAY
    assert "Đã đóng ngày 12/05/2026" in pages.of("hoa").get("/admin/fields").text
    pages.of("hoa").post(f"/admin/fields/{field.id}/close", status=422)
    pages.of("hoa").post(f"/admin/fields/{field.id}/move", {"direction": "up"}, status=422)
    pages.of("hoa").post(f"/admin/fields/{field.id}/reopen")
    pages.of("hoa").post(f"/admin/fields/{field.id}/reopen", status=422)
    assert entries(session) == ["field.closed", "field.reopened"]


def test_without_fields_the_page_says_what_to_do(pages):
    assert "Chưa có lĩnh vực nào." in pages.of("lan").get("/admin/fields").text


def test_fields_of_another_organization_do_not_exist(pages, session, cast):
    field = cast.fields["money"].id
    for path in ("", "/move", "/close", "/reopen"):
        pages.of("lan").post(f"/admin/fields/{field}{path}", {"name": "x", "version": 1}, status=404)
        pages.of("hoa").post(f"/admin/fields/999999{path}", {"name": "x", "version": 1}, status=404)
    assert entries(session) == []


@pytest.mark.parametrize("name", ["an", "tam", "kien"])
def test_others_do_not_run_fields(pages, cast, name):
    visitor = pages.of(name)
    visitor.get("/admin/fields", status=403)
    visitor.post("/admin/fields", {"name": "Mới"}, status=403)
    for path in ("", "/move", "/close", "/reopen"):
        visitor.post(f"/admin/fields/{cast.fields['money'].id}{path}", {"name": "x"}, status=403)


def test_how_much_a_mail_tells_is_chosen_and_told_in_the_log(pages, cast, session):
    home = stored(session, cast.home.id)
    path = f"/admin/organizations/{home.id}"
    pages.of("quan").post(path, form_of(home, content_level="code"))
    assert stored(session, cast.home.id).content_level is ContentLevel.CODE
    assert "Chỉ mã việc và liên kết" in pages.of("quan").get("/audit").text
    pages.of("quan").post(path, form_of(stored(session, cast.home.id), content_level="secret"), status=422)
    assert stored(session, cast.home.id).content_level is ContentLevel.CODE
