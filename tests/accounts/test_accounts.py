"""The administrator's pages of accounts, and the actions behind them and behind the command."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, PASSWORD
from tests.pages import Page
from tracker.accounts import account_actions as actions
from tracker.accounts.access import TOKEN
from tracker.accounts.actor import Role
from tracker.accounts.errors import EmailTaken, LastAdministrator
from tracker.accounts.models import Account, AccountRole
from tracker.accounts.passwords import is_right
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.core.errors import Invalid, NotFound, Stale
from tracker.organizations.forms import OrganizationForm
from tracker.organizations.models import Organization

DETAILS = {
    "full_name": "Phan Thị Mới",
    "email": "moi@example.vn",
    "post": "Chuyên viên",
    "phone": "",
    "locale": "vi",
    "roles": ["office"],
}


def stored(session, account_id):
    return session.get_one(Account, account_id, populate_existing=True)


def form_of(account, **more):
    return {
        "full_name": account.full_name,
        "email": account.email,
        "post": account.post,
        "phone": account.phone,
        "locale": account.locale,
        "roles": [str(role.role) for role in account.roles],
        "version": account.version,
        **more,
    }


def entries(session):
    return [each.action for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def make_administrator(account):
    with transaction() as session:
        home = account.organization_id
        session.add(AccountRole(organization_id=home, account_id=account.id, role=Role.ADMINISTRATOR))


def test_the_list_has_everybody_of_the_organization_and_nobody_else(pages):
    page = pages.of("quan").get("/admin/accounts")
    assert "9 tài khoản" in page.text
    assert "hoa@example.vn" in page.text
    assert "lan@example.vn" not in page.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=do+thi+hoa", ["Đỗ Thị Hoa"]),
        ("q=ĐỖ", ["Đỗ Thị Hoa"]),
        ("q=dung%40", ["Phạm Văn Dũng"]),
        ("q=van+hung", ["Võ Văn Hùng"]),
        ("q=khong+co+ai", []),
        ("state=disabled", ["Võ Văn Hùng"]),
        ("state=active&q=van+hung", []),
        ("q=%25", []),
    ],
)
def test_the_list_is_searched_without_marks_and_by_state(pages, cast, query, names):
    with transaction() as session:
        session.get_one(Account, cast.hung.account_id).disabled_at = NOW
    page = pages.of("quan").get(f"/admin/accounts?{query}")
    shown = [person.full_name for person in cast.people.values() if f"{person.email} " in f"{page.text} "]
    assert shown == names
    if not names:
        assert "Không có tài khoản nào khớp." in page.text


def test_a_long_list_has_pages(pages, cast):
    with transaction() as session:
        session.add_all(
            Account(
                organization_id=cast.home.id, email=f"p{n}@x.vn", full_name=f"P {n}", sort_key=f"{n:04}", created_at=NOW
            )
            for n in range(60)
        )
    page = pages.of("quan").get("/admin/accounts?page=2&state=active")
    assert "51–69 trong 69" in page.text
    assert "/admin/accounts?state=active&page=1" in page.links


def test_the_list_asks_the_database_as_often_for_many_as_for_few(pages, cast, app, count_queries):
    pages.of("quan").get("/admin/accounts")
    few = count_queries(lambda: pages.of("quan").get("/admin/accounts"))
    with transaction() as session:
        session.add_all(
            Account(organization_id=cast.home.id, email=f"p{n}@x.vn", full_name=f"P {n}", sort_key="1", created_at=NOW)
            for n in range(40)
        )
    assert count_queries(lambda: pages.of("quan").get("/admin/accounts")) == few


def test_a_new_account_gets_a_password_that_is_shown_once(pages, session, cast):
    answer = pages.of("quan").post("/admin/accounts/new", DETAILS, status=200)
    account = session.scalars(sa.select(Account).where(Account.email == "moi@example.vn")).one()
    password = answer.text.split('id="new-password">')[1].split("<")[0]
    assert is_right(password, account.password_hash)
    assert account.password_changed_at is None
    assert account.organization_id == cast.home.id
    assert entries(session) == ["account.added"]
    assert password not in pages.of("quan").get(f"/admin/accounts/{account.id}").html
    assert "no-store" in answer.headers["Cache-Control"]
    pages.of(None).post("/sign-in", {"email": "moi@example.vn", "password": password})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("full_name", "", "Ghi họ và tên."),
        ("full_name", "\u200b \x00", "Ghi họ và tên."),
        ("full_name", "a" * 121, "tối đa 120"),
        ("email", "", "Nhập địa chỉ thư điện tử."),
        ("email", "không phải thư", "không phải là địa chỉ thư"),
        ("email", "HOA@example.vn", "Địa chỉ thư này đã có tài khoản khác dùng."),
        ("email", "lan@example.vn", "Địa chỉ thư này đã có tài khoản khác dùng."),
    ],
)
def test_a_refused_account_is_shown_again_with_the_reason(pages, session, field, value, words):
    page = Page(pages.of("quan").post("/admin/accounts/new", {**DETAILS, field: value}, status=422).text)
    assert words in page.text
    assert "Chuyên viên" in page.html
    assert entries(session) == []


def test_an_edit_is_stored_with_its_roles_and_one_entry(pages, session, cast):
    hoa = stored(session, cast.hoa.account_id)
    sent = form_of(hoa, full_name="  Đỗ Thị   Hoà ", email="Hoa2@example.vn", roles=["inspector"])
    pages.of("quan").post(f"/admin/accounts/{hoa.id}", sent)
    hoa = stored(session, hoa.id)
    assert hoa.full_name == "Đỗ Thị Hoà"
    assert hoa.email == "hoa2@example.vn"
    assert [each.role for each in hoa.roles] == [Role.INSPECTOR]
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert entry.changes["roles"] == [["office"], ["inspector"]]
    assert set(entry.changes) == {"full_name", "email", "roles"}


def test_a_stale_form_shows_both_texts_and_may_be_sent_again(pages, session, cast):
    hoa = stored(session, cast.hoa.account_id)
    late = form_of(hoa, post="Chánh Văn phòng")
    pages.of("quan").post(f"/admin/accounts/{hoa.id}", form_of(hoa, post="Phó Văn phòng"))
    answer = pages.of("quan").post(f"/admin/accounts/{hoa.id}", late, status=409)
    page = Page(answer.text)
    assert "Mục này vừa được người khác sửa" in page.text
    assert "Phó Văn phòng" in page.text
    assert "Chánh Văn phòng" in page.text
    assert stored(session, hoa.id).post == "Phó Văn phòng"
    version = page.forms[-1]["fields"]["version"][0]["value"]
    pages.of("quan").post(f"/admin/accounts/{hoa.id}", {**late, "version": version})
    assert stored(session, hoa.id).post == "Chánh Văn phòng"


@pytest.mark.parametrize("version", [None, "", "x", "-1", "9" * 5000, "２"])
def test_a_form_that_does_not_say_what_it_showed_is_late(pages, session, cast, version):
    hoa = stored(session, cast.hoa.account_id)
    sent = form_of(hoa, post="Chánh Văn phòng")
    del sent["version"]
    if version is not None:
        sent["version"] = version
    pages.of("quan").post(f"/admin/accounts/{hoa.id}", sent, status=409)
    assert stored(session, hoa.id).post == ""


def test_what_is_typed_is_never_markup(pages, session, cast):
    hoa = stored(session, cast.hoa.account_id)
    nasty = "<img src=x onerror=alert(1)>"
    late = form_of(hoa, post=nasty)
    pages.of("quan").post(f"/admin/accounts/{hoa.id}", form_of(hoa, post=f"{nasty}2"))
    answer = pages.of("quan").post(f"/admin/accounts/{hoa.id}", late, status=409)
    assert "<img" not in answer.text


def test_the_last_administrator_keeps_the_role(pages, session, cast):
    quan = stored(session, cast.quan.account_id)
    page = Page(pages.of("quan").post(f"/admin/accounts/{quan.id}", form_of(quan, roles=["office"]), status=422).text)
    assert "người quản trị cuối cùng" in page.text
    make_administrator(cast.people["hoa"])
    pages.of("quan").post(f"/admin/accounts/{quan.id}", form_of(quan, roles=["office"]))


def test_a_disabled_administrator_is_no_other_administrator(session, cast):
    make_administrator(cast.people["hung"])
    with transaction() as writing:
        writing.get_one(Account, cast.hung.account_id).disabled_at = NOW
    details = actions.Details(email="quan@example.vn", full_name="Quân")
    with pytest.raises(LastAdministrator):
        actions.edit_account(cast.quan.account_id, details, 1, actor=cast.quan, now=NOW)


def test_nobody_disables_themselves_or_the_last_administrator(pages, session, cast):
    page = Page(pages.of("quan").post(f"/admin/accounts/{cast.quan.account_id}/disable", status=422).text)
    assert "Không tự khóa tài khoản của mình." in page.text
    with pytest.raises(LastAdministrator):
        actions.disable_account(cast.quan.account_id, actor=cast.hoa, now=NOW)
    assert stored(session, cast.quan.account_id).disabled_at is None


def test_disabling_ends_every_sign_in_at_once(pages, session, cast):
    pages.of("hoa").get("/account")
    pages.of("quan").post(f"/admin/accounts/{cast.hoa.account_id}/disable")
    pages.of("hoa").get("/account", status=303)
    pages.of("quan").post(f"/admin/accounts/{cast.hoa.account_id}/enable")
    pages.of("hoa").get("/account", status=303)
    pages.of(None).post("/sign-in", {"email": "hoa@example.vn", "password": PASSWORD})
    assert entries(session) == ["account.disabled", "account.enabled", "account.signed_in"]


def test_a_reset_password_ends_every_sign_in_and_the_old_password(pages, session, cast):
    pages.of("hoa").get("/account")
    answer = pages.of("quan").post(f"/admin/accounts/{cast.hoa.account_id}/password", status=200)
    password = answer.text.split('id="new-password">')[1].split("<")[0]
    pages.of("hoa").get("/account", status=303)
    visitor = pages.of(None)
    visitor.post("/sign-in", {"email": "hoa@example.vn", "password": PASSWORD}, status=422)
    visitor.post("/sign-in", {"email": "hoa@example.vn", "password": password})
    assert "Nên đổi ngay." in visitor.get("/account").text
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).first()
    assert entry.action == "account.password_reset"
    assert password not in str(entry.changes)


def test_twice_disabled_or_enabled_is_refused_in_words(pages, cast):
    quan = pages.of("quan")
    page = Page(quan.post(f"/admin/accounts/{cast.hoa.account_id}/enable", status=422).text)
    assert "Tài khoản này đang hoạt động." in page.text
    quan.post(f"/admin/accounts/{cast.hoa.account_id}/disable")
    page = Page(quan.post(f"/admin/accounts/{cast.hoa.account_id}/disable", status=422).text)
    assert "Tài khoản này đã khóa từ trước." in page.text


@pytest.mark.parametrize("path", ["", "/password", "/disable", "/enable"])
def test_accounts_of_another_organization_do_not_exist(pages, session, cast, path):
    lan = stored(session, cast.lan.account_id)
    for unknown in (lan.id, 999999, 10**30):
        pages.of("quan").post(f"/admin/accounts/{unknown}{path}", form_of(lan), status=404)
    assert entries(session) == []


@pytest.mark.parametrize("name", ["an", "hoa", "tam", "kien"])
def test_only_the_administrator_runs_accounts(pages, cast, name):
    visitor = pages.of(name)
    visitor.get("/admin/accounts", status=403)
    visitor.get("/admin/accounts/new", status=403)
    visitor.post("/admin/accounts/new", DETAILS, status=403)
    for path in ("", "/password", "/disable", "/enable"):
        visitor.post(f"/admin/accounts/{cast.an.account_id}{path}", status=403)


def test_more_than_the_form_has_is_not_written(pages, session, cast):
    hoa = stored(session, cast.hoa.account_id)
    elsewhere = cast.organizations["next"].id
    extra = {"organization_id": elsewhere, "password_hash": "x", "disabled_at": "2020-01-01", "id": 1}
    pages.of("quan").post(f"/admin/accounts/{hoa.id}", form_of(hoa, **extra))
    hoa = stored(session, hoa.id)
    assert hoa.organization_id == cast.home.id
    assert is_right(PASSWORD, hoa.password_hash)


def test_the_first_organization_and_the_form_of_the_next_have_the_zone_of_the_settings(app, session, monkeypatch):
    details = actions.Details(email="dau@example.vn", full_name="Người Đầu")
    monkeypatch.setitem(app.config, "TIME_ZONE", "Saigon")
    with pytest.raises(Invalid, match="không phải là múi giờ"):
        actions.add_account(details, password=PASSWORD, now=NOW)
    monkeypatch.setitem(app.config, "TIME_ZONE", "Asia/Bangkok")
    actions.add_account(details, password=PASSWORD, now=NOW)
    assert session.scalars(sa.select(Organization)).one().time_zone == "Asia/Bangkok"
    with app.test_request_context():
        assert OrganizationForm().time_zone.data == "Asia/Bangkok"


def test_the_command_makes_an_organization_if_there_is_none(session):
    details = actions.Details(email="dau@example.vn", full_name="Người Đầu", roles=frozenset({Role.ADMINISTRATOR}))
    actions.add_account(details, password=PASSWORD, now=NOW, organization_name="Đảng ủy xã Mới")
    made = session.scalars(sa.select(Organization)).one()
    assert made.name == "Đảng ủy xã Mới"
    entry = session.scalars(sa.select(AuditEntry)).one()
    assert (entry.actor_id, entry.organization_id) == (None, made.id)


def test_the_command_needs_the_name_of_one_of_several(session, cast):
    details = actions.Details(email="dau@example.vn", full_name="Người Đầu")
    for name in ("", "Không có"):
        with pytest.raises(Invalid, match="Đảng ủy xã Núi"):
            actions.add_account(details, password=PASSWORD, now=NOW, organization_name=name)
    added = actions.add_account(details, password=PASSWORD, now=NOW, organization_name="Xã Núi")
    assert added.organization_id == cast.organizations["next"].id


def test_the_actions_refuse_what_the_pages_never_send(session, cast):
    details = actions.Details(email="hung@example.vn", full_name="Hoa")
    with pytest.raises(EmailTaken):
        actions.edit_account(cast.hoa.account_id, details, 1, actor=cast.quan, now=NOW)
    with pytest.raises(Stale):
        actions.edit_account(cast.hoa.account_id, details, 7, actor=cast.quan, now=NOW)
    with pytest.raises(NotFound):
        actions.reset_password(cast.lan.account_id, actor=cast.quan, now=NOW)
    with pytest.raises(Invalid):
        actions.add_account(details, password="ngắn", actor=cast.quan, now=NOW)


def test_an_old_cookie_is_worth_nothing_after_disabling(pages, app, cast):
    visitor = pages.of(None)
    visitor.post("/sign-in", {"email": "hoa@example.vn", "password": PASSWORD, "remember": "y"})
    with visitor.client.session_transaction() as kept:
        token = kept[TOKEN]
    pages.of("quan").post(f"/admin/accounts/{cast.hoa.account_id}/disable")
    visitor.now = NOW + timedelta(minutes=1)
    visitor.get("/account", status=303)
    with visitor.client.session_transaction() as kept:
        assert kept[TOKEN] == token, "the cookie is the same; the table has ended it"
