"""A client that signs in as a member of the cast and holds every page it fetches to the house rules."""

import contextvars
import re
from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser

import sqlalchemy as sa
from flask import session as flask_session
from flask_wtf.csrf import generate_csrf

from tests.cast import NOW, Cast
from tracker.accounts.access import TOKEN, token_hash
from tracker.accounts.models import SignIn
from tracker.core import clock
from tracker.core.database import db, transaction

INTO_SIGN_INS = sa.insert(SignIn.__table__)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Page(HTMLParser):
    """What a page holds, as far as the rules and the tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.ids: list[str] = []
        self.h1: list[str] = []
        self.title = ""
        self.links: list[str] = []
        self.forms: list[dict] = []
        self.labelled: set[str] = set()
        self.controls: list[dict] = []
        self.inline: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self._label_depth = 0
        self.feed(html)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words)).strip()

    def handle_starttag(self, tag, attrs):
        a = {key: value or "" for key, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        self.ids += [a["id"]] if "id" in a else []
        self.links += [a["href"]] if tag == "a" and "href" in a else []
        self.h1 += [""] if tag == "h1" else []
        self.inline += [key for key in a if key == "style" or key.startswith("on")]
        if tag in {"script", "style"} and "src" not in a:
            self.inline.append(f"<{tag}>")
        self._control(tag, a)

    def _control(self, tag, a):
        if tag == "form":
            self.forms.append({**a, "fields": {}})
        if tag == "label":
            self._label_depth += 1
            self.labelled.add(a.get("for", ""))
        if tag in {"input", "select", "textarea", "button"} and self.forms:
            self.forms[-1]["fields"].setdefault(a.get("name", ""), []).append(a)
        if tag in {"input", "select", "textarea"} and a.get("type") not in {"hidden", "submit"}:
            self.controls.append({**a, "wrapped": self._label_depth > 0})

    def handle_endtag(self, tag):
        if tag == "label":
            self._label_depth -= 1
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if "h1" in self._open and self.h1:
            self.h1[-1] += data
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        elif not {"script", "style"} & set(self._open):
            self.words.append(data)


def faults(page: Page) -> list[str]:
    """The house rules a page breaks."""
    found = []
    if len(page.h1) != 1:
        found.append(f"{len(page.h1)} h1")
    elif not page.title.strip().replace("  ", " ").startswith(" ".join(page.h1[0].split())[:40]):
        found.append(f"title {page.title!r} does not begin with the h1 {page.h1[0]!r}")
    twice = sorted(each for each, times in Counter(page.ids).items() if times > 1)
    if twice:
        found.append(f"ids twice: {twice}")
    found += [f"inline {each}" for each in page.inline]
    for control in page.controls:
        named = control["wrapped"] or control.get("id") in page.labelled or "aria-label" in control
        if not named and "aria-labelledby" not in control:
            found.append(f"no label for {control}")
    found += [f"form without action: {form}" for form in page.forms if not form.get("action")]
    found += [f"other host: {link}" for link in page.links if re.match(r"(https?:)?//", link)]
    return found


class Pages:
    """`pages.of("hoa").get("/board")` is a checked Page; `post` brings the form token by itself."""

    def __init__(self, app, cast: Cast) -> None:
        self.app = app
        self.cast = cast
        self.clients: dict = {}

    def of(self, name: str | None, *, now=NOW) -> "Visitor":
        if name not in self.clients:
            client = self.app.test_client()
            if name is not None:
                sign_in(self.app, client, self.cast.people[name], now)
            self.clients[name] = Visitor(client, now)
        return self.clients[name]


class Visitor:
    """One person's browser."""

    def __init__(self, client, now) -> None:
        self.client = client
        self.now = now
        self._token: str | None = None

    def get(self, path: str, *, status: int = 200) -> Page:
        answer = self._ask(self.client.get, path)
        assert answer.status_code == status, f"GET {path}: {answer.status_code} {answer.headers.get('Location', '')}"
        if not answer.content_type.startswith("text/html"):
            return Page("")
        page = Page(answer.text)
        if status != 303:
            assert not faults(page), f"GET {path}: {faults(page)}"
        return page

    def post(self, path: str, data: dict | None = None, *, status: int = 303, **kwargs):
        """Post with a valid token; answers the raw response."""
        answer = self._ask(self.client.post, path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)
        assert answer.status_code == status, f"POST {path}: {answer.status_code}\n{Page(answer.text).text[:1500]}"
        return answer

    def _ask(self, verb, path, **kwargs):
        """Ask as a server would be asked: in a context of its own, at the test's time."""

        def asking():
            with clock.frozen(self.now):
                return verb(path, **kwargs)

        answer = contextvars.Context().run(asking)
        db.session.rollback()  # what the test reads next is what the page has written
        return answer

    def token(self) -> str:
        """The form token of this browser, as a page would have shown it."""
        if self._token is None:
            self._token, secret = contextvars.Context().run(self._new_token)
            with self.client.session_transaction() as kept:
                kept["csrf_token"] = secret
        return self._token

    def _new_token(self):
        with self.client.application.test_request_context():
            return generate_csrf(), flask_session["csrf_token"]


def sign_in(app, client, account, now) -> None:
    """Give the client a sign-in of its own, without the page."""
    token = f"token of {account.email}"
    row = {
        "organization_id": account.organization_id,
        "account_id": account.id,
        "token_hash": token_hash(token),
        "created_at": now,
        "expires_at": now + timedelta(days=3650),
    }
    with app.app_context(), transaction() as session:
        session.connection().execute(INTO_SIGN_INS, row)
    with client.session_transaction() as kept:
        kept[TOKEN] = token
