"""Only our own host names are answered; anything else is refused before it can end up in a link."""

import pytest


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "local host", ""])
def test_another_host_is_refused_in_few_words(app, host):
    answer = app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.text == "Bad Request"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost", "localhost:8000"])
def test_our_own_host_is_answered_on_any_port(app, host):
    assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == 200
