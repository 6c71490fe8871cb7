"""Signing in and out through the pages, and how a sign-in dies."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, PASSWORD
from tests.pages import Page
from tracker.accounts import sign_in_actions
from tracker.accounts.access import TOKEN, token_hash
from tracker.accounts.models import SignIn, SignInFailure
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction

WRONG = "Tên hoặc mật khẩu chưa đúng."
LOCKED = "Tạm khóa 15 phút vì nhập sai nhiều lần."


def pair(email="hoa@example.vn", password=PASSWORD, **more):
    return {"email": email, "password": password, **more}


def cookie_of(visitor):
    with visitor.client.session_transaction() as kept:
        return kept.get(TOKEN)


def read_token(visitor, path):
    """A sign-in or sign-out makes the old form token worthless; a page shows the new one."""
    visitor._token = visitor.get(path).forms[0]["fields"]["csrf_token"][0]["value"]


def count(session, model):
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_the_right_pair_opens_a_sign_in_with_a_token_only_the_cookie_knows(pages, session):
    visitor = pages.of(None)
    answer = visitor.post("/sign-in", pair())
    assert answer.headers["Location"] == "/"
    token = cookie_of(visitor)
    assert len(token) >= 43
    row = session.scalars(sa.select(SignIn)).one()
    assert row.token_hash == token_hash(token)
    assert row.expires_at - row.created_at == timedelta(hours=12)
    visitor.get("/account")


def test_each_sign_in_has_a_token_of_its_own_and_the_old_one_is_not_kept(pages):
    visitor = pages.of(None)
    with visitor.client.session_transaction() as kept:
        kept[TOKEN] = "planted by somebody else"
        kept["more"] = "planted too"
    visitor.post("/sign-in", pair())
    with visitor.client.session_transaction() as kept:
        assert "more" not in kept
    first = cookie_of(visitor)
    assert first != "planted by somebody else"
    read_token(visitor, "/account")
    visitor.post("/sign-out")
    read_token(visitor, "/sign-in")
    visitor.post("/sign-in", pair())
    assert cookie_of(visitor) != first


def test_staying_signed_in_lasts_sixty_days_and_so_does_the_cookie(pages, session):
    visitor = pages.of(None)
    answer = visitor.post("/sign-in", pair(remember="y"))
    row = session.scalars(sa.select(SignIn)).one()
    assert row.expires_at - row.created_at == timedelta(days=60)
    cookie = answer.headers["Set-Cookie"]
    assert "Expires=" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_without_the_tick_the_cookie_goes_with_the_browser(pages):
    answer = pages.of(None).post("/sign-in", pair())
    assert "Expires=" not in answer.headers["Set-Cookie"]


def test_a_sign_in_ends_when_its_time_is_over(pages):
    visitor = pages.of(None)
    visitor.post("/sign-in", pair())
    visitor.now = NOW + timedelta(hours=11, minutes=59)
    visitor.get("/account")
    visitor.now = NOW + timedelta(hours=12)
    visitor.get("/account", status=303)


@pytest.mark.parametrize("email", ["hoa@example.vn", "nobody@example.vn", "quan@example.vn"])
def test_a_wrong_pair_gets_the_same_page_whoever_it_names(pages, session, cast, email):
    with transaction() as writing:
        writing.merge(cast.people["quan"]).disabled_at = NOW
    password = PASSWORD if email.startswith("quan") else "không phải mật khẩu này"
    answer = pages.of(None).post("/sign-in", pair(email, password), status=422)
    page = Page(answer.text)
    assert WRONG in page.text
    assert "không phải" not in answer.text
    assert page.text.replace(email, "") == Page(
        pages.of(None).post("/sign-in", pair("other@example.vn", "x"), status=422).text
    ).text.replace("other@example.vn", "")
    assert count(session, SignIn) == 0
    assert count(session, AuditEntry) == 0


@pytest.mark.parametrize("email", ["nobody@example.vn", "hung@example.vn"])
def test_an_unknown_or_disabled_address_is_hashed_against_like_a_known_one(pages, cast, monkeypatch, email):
    asked = []
    with transaction() as writing:
        writing.merge(cast.people["hung"]).disabled_at = NOW
    genuine = sign_in_actions.is_right

    def watching(password, stored):
        asked.append(stored)
        return genuine(password, stored)

    monkeypatch.setattr(sign_in_actions, "is_right", watching)
    pages.of(None).post("/sign-in", pair(email), status=422)
    assert asked == [None]


def test_five_failures_lock_the_address_even_for_the_right_password(pages, session):
    visitor = pages.of(None)
    for _ in range(5):
        assert WRONG in Page(visitor.post("/sign-in", pair(password="wrong"), status=422).text).text
    answer = visitor.post("/sign-in", pair(), status=429)
    assert LOCKED in Page(answer.text).text
    assert count(session, SignInFailure) == 5, "a try while locked does not make the lock longer"
    visitor.post("/sign-in", pair("hung@example.vn"))


def test_an_unknown_address_locks_with_the_same_words(pages):
    visitor = pages.of(None)
    for _ in range(5):
        visitor.post("/sign-in", pair("nobody@example.vn"), status=422)
    assert LOCKED in Page(visitor.post("/sign-in", pair("nobody@example.vn"), status=429).text).text


def test_spelling_an_address_otherwise_gives_no_further_tries(pages):
    visitor = pages.of(None)
    for email in ("hoa@example.vn", "HOA@example.vn", " hoa@EXAMPLE.vn ", "hoa@example.vn\u200b", "Hoa@example.vn"):
        visitor.post("/sign-in", pair(email, "wrong"), status=422)
    visitor.post("/sign-in", pair(), status=429)


def test_the_lock_opens_after_a_quarter_of_an_hour(pages):
    visitor = pages.of(None)
    for _ in range(5):
        visitor.post("/sign-in", pair(password="wrong"), status=422)
    visitor.now = NOW + timedelta(minutes=14, seconds=59)
    visitor.post("/sign-in", pair(), status=429)
    visitor.now = NOW + timedelta(minutes=15)
    visitor.post("/sign-in", pair())


def test_a_right_sign_in_forgives_nobody(pages, session):
    visitor = pages.of(None)
    for _ in range(4):
        visitor.post("/sign-in", pair(password="wrong"), status=422)
    visitor.post("/sign-in", pair())
    assert count(session, SignInFailure) == 4
    read_token(visitor, "/account")
    visitor.post("/sign-out")
    read_token(visitor, "/sign-in")
    visitor.post("/sign-in", pair(password="wrong"), status=422)
    visitor.post("/sign-in", pair(), status=429)


def test_fifty_failures_from_one_place_lock_the_place(pages, session):
    with transaction() as writing:
        writing.add_all(SignInFailure(email=f"{n}@example.vn", address="127.0.0.1", at=NOW) for n in range(50))
    pages.of(None).post("/sign-in", pair(), status=429)


def test_a_claimed_other_address_does_not_help(pages):
    visitor = pages.of(None)
    with transaction() as writing:
        writing.add_all(SignInFailure(email=f"{n}@example.vn", address="127.0.0.1", at=NOW) for n in range(50))
    visitor.post("/sign-in", pair(), status=429, headers={"X-Forwarded-For": "203.0.113.9"})


def test_a_sign_in_and_a_sign_out_leave_one_entry_each(pages, session, cast):
    visitor = pages.of(None)
    visitor.post("/sign-in", pair())
    read_token(visitor, "/account")
    visitor.post("/sign-out")
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["account.signed_in", "account.signed_out"]
    assert {entry.actor_id for entry in entries} == {cast.hoa.account_id}


def test_after_signing_out_the_old_cookie_opens_nothing(pages):
    visitor = pages.of(None)
    visitor.post("/sign-in", pair())
    kept = visitor.client.get_cookie("tracker").value
    read_token(visitor, "/account")
    answer = visitor.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    visitor.client.set_cookie("tracker", kept)
    visitor.get("/account", status=303)


def test_a_password_hashed_at_an_old_cost_is_hashed_again(pages, app, session, cast):
    app.config["PASSWORD_TIME_COST"] = 2
    try:
        pages.of(None).post("/sign-in", pair())
    finally:
        app.config["PASSWORD_TIME_COST"] = 1
    account = session.merge(cast.people["hoa"])
    session.refresh(account)
    assert ",t=2," in account.password_hash


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/account", "/account"),
        ("/tasks?state=over&group=4", "/tasks?state=over&group=4"),
        ("/tìm?q=đất", "/t%C3%ACm?q=%C4%91%E1%BA%A5t"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("/%0d%0aLocation:x", "/%0d%0aLocation:x"),
        ("\t//evil.example", "/"),
        (" //evil.example", "/"),
        ("https://evil.example", "/"),
        ("https:evil.example", "/"),
        ("http:///evil.example", "/"),
        ("//evil.example@localhost/", "/"),
        ("@evil.example", "/"),
        ("evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("data:text/html,x", "/"),
        ("//localhost/account", "/"),
        ("http://localhost/account", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(pages, wanted, reached):
    answer = pages.of(None).post("/sign-in", pair(next=wanted))
    assert answer.headers["Location"] == reached


def test_a_stranger_is_sent_to_the_door_and_back(pages):
    visitor = pages.of(None)
    answer = visitor.client.get("/admin/accounts?q=hoa&page=1")
    assert answer.headers["Location"] == "/sign-in?next=/admin/accounts?q%3Dhoa%26page%3D1"
    page = visitor.get(answer.headers["Location"])
    assert page.forms[-1]["fields"]["next"][0]["value"] == "/admin/accounts?q=hoa&page=1"


def test_who_is_signed_in_needs_no_door(pages):
    pages.of("hoa").get("/sign-in?next=//evil.example", status=303)


def test_an_empty_form_says_what_is_missing(pages):
    page = Page(pages.of(None).post("/sign-in", {}, status=422).text)
    assert "Nhập địa chỉ thư điện tử." in page.text
    assert "Nhập mật khẩu." in page.text


def test_outside_the_demo_no_account_is_listed(pages, app):
    app.extensions["demo_accounts"] = lambda: [("Nguyễn Văn An", "Trưởng đoàn", "an@demo.vn")]
    try:
        assert "an@demo.vn" not in pages.of(None).get("/sign-in").text
        app.config["DEMO"] = True
        assert "an@demo.vn" in pages.of(None).get("/sign-in").text
    finally:
        app.config["DEMO"] = False
        del app.extensions["demo_accounts"]


def test_a_style_sheet_needs_no_sign_in(pages):
    page = pages.of(None).get("/sign-in")
    sheets = [word for word in page.html.split('"') if word.endswith(".css")]
    assert sheets
    for sheet in sheets:
        with pages.of(None).client.get(sheet) as answer:
            assert answer.status_code == 200
            assert "Set-Cookie" not in answer.headers
