"""The token of a form: one for each sign-in, signed once, worth nothing to anybody else and nothing afterwards."""

from tests.cast import NOW, PASSWORD

SIGNING = "flask_wtf.csrf.URLSafeTimedSerializer.dumps"


def shown(visitor, path="/account"):
    """The token in the page, and the secret it stands for."""
    page = visitor.get(path)
    (token,) = {each["fields"]["csrf_token"][0]["value"] for each in page.forms if "csrf_token" in each["fields"]}
    with visitor.client.session_transaction() as kept:
        return token, kept["csrf_token"]


def accepted(visitor, token):
    return (
        visitor._ask(visitor.client.post, "/language", data={"csrf_token": token, "language": "en"}).status_code == 303
    )


def test_every_page_of_a_sign_in_carries_the_same_token_and_it_is_accepted(pages):
    visitor = pages.of("hoa")
    first = shown(visitor)  # the first page of all makes the secret
    token, secret = shown(visitor)
    visitor.now = NOW.replace(hour=NOW.hour + 1)
    assert shown(visitor, "/tasks") == (token, secret)
    assert first[1] == secret
    assert accepted(visitor, token)


def test_a_token_is_signed_once_for_a_sign_in(pages, monkeypatch):
    visitor = pages.of("hoa")
    shown(visitor)
    shown(visitor)

    def sign(*_):
        raise AssertionError("signed again")

    monkeypatch.setattr(SIGNING, sign)
    shown(visitor)
    shown(visitor, "/tasks")


def test_two_people_never_share_one(pages):
    one, other = pages.of("hoa"), pages.of("tam")
    for visitor in (one, other):
        shown(visitor)
    first, second = shown(one), shown(other)
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert not accepted(other, first[0])
    assert accepted(other, second[0])


def test_after_signing_in_anew_the_old_one_is_worth_nothing(pages):
    visitor = pages.of("hoa")
    shown(visitor)
    old, _secret = shown(visitor)
    visitor._token = old
    visitor.post("/sign-out")
    visitor._token = visitor.get("/sign-in").forms[0]["fields"]["csrf_token"][0]["value"]
    visitor.post("/sign-in", {"email": "hoa@example.vn", "password": PASSWORD})
    new, _secret = shown(visitor)
    assert new != old
    assert not accepted(visitor, old)
    assert accepted(visitor, new)
