"""The link under a digest: one press for fewer of them, from a mail program or a page; duties always come."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.house.world import digest
from tests.reminders.conftest import Books
from tracker.accounts.models import Account, DigestWish
from tracker.accounts.signed_links import Purpose, make_token
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.database import db, transaction

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def address(app, cast):
    """The link in the digest of a person."""

    def make(name="binh", *, now=NOW, purpose=Purpose.DIGESTS):
        with app.app_context():
            account = db.session.get(Account, cast.people[name].id)
            return f"/digests/{make_token(purpose, account, account.id, now=now)}"

    return make


@pytest.fixture
def press(app, session):
    """Post as a mail program does: no cookie, no form token, no word of where it comes from but what is given."""

    def posting(path, data=None, **headers):
        with clock.frozen(NOW):
            answer = app.test_client().post(path, data=ONE_CLICK if data is None else data, headers=headers)
        db.session.rollback()
        return answer

    return posting


def wish_of(cast, name="binh"):
    db.session.rollback()
    return db.session.scalars(sa.select(Account.digests).where(Account.id == cast.people[name].id)).one()


def entries():
    db.session.rollback()
    return db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "account.digests")).all()


def test_looking_shows_a_button_and_changes_nothing(pages, address, cast):
    before = digest(db.engine)
    for _scan in range(2):
        page = pages.of(None).get(address())
        assert "Bỏ thư nhắc sớm" in page.text
        with clock.frozen(NOW):
            assert pages.of(None).client.head(address()).status_code == 200
    assert digest(db.engine) == before
    assert wish_of(cast) is DigestWish.ALL


def test_one_press_is_enough_and_the_second_says_so(press, address, cast):
    answer = press(address())
    assert (answer.status_code, wish_of(cast)) == (200, DigestWish.DUTIES)
    assert "Đã ghi nhận" in answer.text
    answer = press(address())
    assert (answer.status_code, wish_of(cast)) == (200, DigestWish.DUTIES)
    assert "từ trước" in answer.text
    (entry,) = entries()
    assert entry.actor_id == cast.people["binh"].id
    assert entry.changes == {"digests": ["all", "duties"], "by_link": [None, True]}


def test_it_can_be_undone_on_the_same_page(press, address, cast):
    press(address(), {"digests": "duties"})
    assert "Nhận lại tất cả thư nhắc" in press(address(), {"digests": "duties"}).text
    press(address(), {"digests": "all"})
    assert wish_of(cast) is DigestWish.ALL
    assert len(entries()) == 2


def test_the_signed_link_is_the_whole_proof(app, press, address, cast):
    """It may come from anywhere, and nothing else in the product may."""
    answer = press(address(), Origin="https://mail.example", **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    anywhere = {name for name, view in app.view_functions.items() if getattr(view, "from_anywhere", False)}
    assert anywhere == {"links.digests"}
    assert press("/language", {"language": "en"}).status_code == 400
    assert press("/language", {"language": "en"}, Origin="https://mail.example").status_code == 403


@pytest.mark.parametrize("data", [{}, {"digests": "none"}, {"digests": ""}, {"List-Unsubscribe": "Twice"}])
def test_a_post_that_says_nothing_does_nothing(press, address, cast, data):
    assert press(address(), data).status_code == 400
    assert wish_of(cast) is DigestWish.ALL


def test_a_wrong_dead_or_foreign_link_does_nothing(press, pages, address, cast):
    assert press("/digests/x").status_code == 404
    assert press(address(purpose=Purpose.UPDATE)).status_code == 404
    assert press(address(now=NOW - timedelta(days=15))).status_code == 410
    pages.of("chi").post(address(), ONE_CLICK, status=403)
    alive = address()
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.email == "binh@example.vn").values(password_hash="another"))
    assert press(alive).status_code == 410
    assert {wish_of(cast, name) for name in ("binh", "chi")} == {DigestWish.ALL}


def test_the_profile_says_and_changes_the_same(pages, cast):
    binh = pages.of("binh")
    assert "cả thư nhắc sớm" in binh.get("/account").text
    binh.post("/account/digests", {"digests": "duties"})
    assert "Nhận lại tất cả thư nhắc" in binh.get("/account").text
    assert wish_of(cast) is DigestWish.DUTIES
    binh.post("/account/digests", {"digests": "all"})
    assert wish_of(cast) is DigestWish.ALL


def test_after_it_only_duties_are_told(make, address, press, cast):
    books = Books(cast)
    make.task(due_on=TODAY + timedelta(days=3))
    duty = make.task(due_on=TODAY)
    press(address())
    books.open()
    told = {line.task_id for line in books.lines(account_id=cast.people["binh"].id)}
    assert told == {duty.id}
