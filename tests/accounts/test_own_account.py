"""One's own page: the password, the devices, the language."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, PASSWORD
from tests.pages import Page
from tracker.accounts.access import TOKEN, token_hash
from tracker.accounts.models import Account, SignIn
from tracker.accounts.passwords import is_right
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction

NEW = "mưa rơi trên mái ngói cũ"


def other_device(cast, name="hoa", token="another telephone"):
    with transaction() as session:
        row = SignIn(
            organization_id=cast.people[name].organization_id,
            account_id=cast.people[name].id,
            token_hash=token_hash(token),
            created_at=NOW - timedelta(days=2),
            expires_at=NOW + timedelta(days=20),
        )
        session.add(row)
    return row.id


def opens(app, token):
    client = app.test_client()
    with client.session_transaction() as kept:
        kept[TOKEN] = token
    return client.get("/account").status_code == 200


def change(current=PASSWORD, new=NEW, again=None):
    return {"current": current, "new": new, "again": new if again is None else again}


def only_entry(session):
    return session.scalars(sa.select(AuditEntry)).one()


def test_the_page_tells_who_one_is(pages):
    page = pages.of("an").get("/account")
    for words in ("Nguyễn Văn An", "an@example.vn", "Tổ công tác Bắc Sông", "Trưởng đoàn, tổ trưởng", "Máy này"):
        assert words in page.text
    page = pages.of("hoa").get("/account")
    assert "Văn phòng" in page.text
    assert "Chưa tham gia đoàn, tổ nào." in page.text


def test_a_new_password_opens_and_the_old_one_no_more(pages, session, cast):
    pages.of("hoa").post("/account/password", change())
    account = session.get_one(Account, cast.hoa.account_id, populate_existing=True)
    assert is_right(NEW, account.password_hash)
    assert not is_right(PASSWORD, account.password_hash)
    assert account.password_changed_at == NOW
    entry = only_entry(session)
    assert entry.action == "account.password_changed"
    assert NEW not in str(entry.changes)


def test_a_new_password_ends_every_other_sign_in_but_this_one(pages, app, session, cast):
    other_device(cast)
    other_device(cast, "hung", "another person")
    visitor = pages.of("hoa")
    visitor.post("/account/password", change())
    visitor.get("/account")
    ended = session.scalars(sa.select(SignIn).where(SignIn.ended_at.is_not(None))).all()
    assert [row.token_hash for row in ended] == [token_hash("another telephone")]


def test_an_old_cookie_opens_nothing_after_the_password_changed(pages, app, cast):
    real = NOW + timedelta(days=3650)
    with transaction() as session:
        session.add(
            SignIn(
                organization_id=cast.home.id,
                account_id=cast.hoa.account_id,
                token_hash=token_hash("stolen"),
                created_at=NOW,
                expires_at=real,
            )
        )
    assert opens(app, "stolen")
    pages.of("hoa").post("/account/password", change())
    assert not opens(app, "stolen")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (change(current="wrong one here"), "Mật khẩu hiện tại chưa đúng."),
        (change(new="ngắn"), "Mật khẩu dài từ 12 đến 128 ký tự; mật khẩu vừa nhập có 4."),
        (change(new="matkhau123456"), "Mật khẩu này quá dễ đoán."),
        (change(again="khác hẳn mật khẩu kia"), "Hai lần nhập mật khẩu mới không giống nhau."),
        (change(new=PASSWORD), "Mật khẩu mới phải khác mật khẩu hiện tại."),
        ({}, "Nhập mật khẩu hiện tại."),
    ],
)
def test_a_refused_change_says_why_and_changes_nothing(pages, session, cast, sent, words):
    page = Page(pages.of("hoa").post("/account/password", sent, status=422).text)
    assert words in page.text
    account = session.get_one(Account, cast.hoa.account_id, populate_existing=True)
    assert is_right(PASSWORD, account.password_hash)
    assert session.scalars(sa.select(AuditEntry)).all() == []


def test_the_current_password_cannot_be_guessed_from_an_open_screen(pages):
    visitor = pages.of("hoa")
    for _ in range(5):
        visitor.post("/account/password", change(current="wrong one here"), status=422)
    page = Page(visitor.post("/account/password", change(), status=429).text)
    assert "Tạm khóa 15 phút" in page.text


def test_one_ends_a_sign_in_on_another_device(pages, session, cast):
    row = other_device(cast)
    pages.of("hoa").post(f"/account/sign-ins/{row}/end")
    assert session.get_one(SignIn, row, populate_existing=True).ended_at == NOW
    assert only_entry(session).action == "account.sign_in_ended"


def test_a_sign_in_of_somebody_else_does_not_exist(pages, session, cast):
    row = other_device(cast, "hung")
    pages.of("hoa").post(f"/account/sign-ins/{row}/end", status=404)
    pages.of("hoa").post("/account/sign-ins/999999/end", status=404)
    pages.of("hoa").post(f"/account/sign-ins/{10**30}/end", status=404)
    assert session.get_one(SignIn, row, populate_existing=True).ended_at is None


def test_the_language_is_kept_with_the_account(pages, session, cast):
    visitor = pages.of("hoa")
    answer = visitor.post("/language", {"language": "en"}, headers={"Referer": "http://localhost/account?x=1"})
    assert answer.headers["Location"] == "/account?x=1"
    assert session.get_one(Account, cast.hoa.account_id, populate_existing=True).locale == "en"
    assert 'lang="en"' in visitor.get("/account").html
    assert only_entry(session).changes == {"locale": ["vi", "en"]}


def test_a_stranger_speaks_another_language_in_this_browser(pages, session):
    visitor = pages.of(None)
    answer = visitor.post("/language", {"language": "en"}, headers={"Referer": "http://localhost/sign-in"})
    assert "SameSite=Lax" in answer.headers.getlist("Set-Cookie")[0]
    assert answer.headers["Location"] == "/sign-in"
    assert 'lang="en"' in visitor.get("/sign-in").html
    assert session.scalars(sa.select(AuditEntry)).all() == []


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/account",
        "http://localhost.evil.example/account",
        "http://localhost//evil.example",
        "http://localhost/sign-out",
        "http://localhost/nowhere",
        "//localhost/account",
        "nonsense",
        "",
    ],
)
def test_the_way_back_never_leaves_the_site_or_leads_nowhere(pages, referer):
    answer = pages.of("hoa").post("/language", {"language": "en"}, headers={"Referer": referer})
    expected = "/account" if referer == "//localhost/account" else "/"
    assert answer.headers["Location"] == expected


def test_an_unknown_language_is_refused(pages):
    pages.of("hoa").post("/language", {"language": "xx"}, status=400)
