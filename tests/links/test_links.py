"""The link of a mail: a draft without a password, an update with a code from the same mailbox, nothing by looking."""

from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.files.papers import PDF
from tests.house.world import digest
from tests.pages import Page
from tests.tasks.acts import entries, fresh, report
from tracker.accounts.models import Account, LinkCode
from tracker.accounts.signed_links import Purpose, make_token, read_token
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.groups.models import Membership
from tracker.links.codes import digits_of
from tracker.links.letters import compose
from tracker.mail import pauses
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, PauseReason
from tracker.tasks.drafts import save_draft
from tracker.tasks.models import Evidence, StatusUpdate, Task, UpdateDraft
from tracker.tasks.status import State

SAID = {"self_rating": "on_track", "done_text": "Đã làm một nửa"}


@pytest.fixture
def task(make):
    return make.task(lead="a", supporting=["b"], due_on=TODAY, title="Chi trả bồi thường")


@pytest.fixture
def link(app, cast, task):
    """Makes the link of a person for a task."""

    def make(name, about=task, *, now=NOW, purpose=Purpose.UPDATE):
        with app.app_context():
            return f"/l/{make_token(purpose, db.session.get(Account, cast.people[name].id), about.id, now=now)}"

    return make


def fields(page, **more):
    """What a browser would send of the form, with what was typed."""
    form = next(each for each in page.forms if "done_text" in each["fields"])
    hidden = {name: form["fields"][name][0]["value"] for name in ("version", "form_key")}
    return {**hidden, **SAID, **more}


def look(visitor, path, method="GET"):
    """What the visitor is answered, whatever it is."""
    visitor.token()  # signed in, if it is somebody
    db.session.rollback()
    with clock.frozen(NOW):
        return visitor.client.open(path, method=method)


def codes():
    db.session.rollback()
    return list(db.session.scalars(sa.select(LinkCode).order_by(LinkCode.id)))


def updates(task):
    db.session.rollback()
    return list(db.session.scalars(sa.select(StatusUpdate).where(StatusUpdate.task_id == task.id)))


def the_digits(app):
    with app.app_context():
        return digits_of(codes()[-1])


def test_a_draft_needs_no_password(pages, link, task):
    stranger = pages.of(None)
    page = stranger.get(link("binh"))
    assert "chưa đăng nhập" in page.text
    stranger.post(link("binh"), {**fields(page), "action": "draft"}, status=303)
    assert "Đã làm một nửa" in stranger.get(link("binh")).html
    assert updates(task) == []
    assert "Bản nháp lúc" in pages.of("binh").get("/me").text


def test_sending_asks_for_a_code_and_then_sends_as_that_person(app, pages, link, task, cast):
    stranger, address = pages.of(None), link("binh")
    sent = fields(stranger.get(address), files=(BytesIO(PDF), "bien-ban.pdf"))
    answer = stranger.post(address, {**sent, "action": "send"}, status=303)
    assert answer.headers["Location"] == f"{address}/code"
    assert "b***@example.vn" in stranger.get(f"{address}/code").text
    assert updates(task) == []
    mail = db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == MailKind.CODE)).one()
    assert (mail.address, mail.priority) == ("binh@example.vn", 1)
    with app.app_context():
        letter = compose(db.session(), mail, [], NOW)
    assert letter.subject == f"[Đảng ủy xã Sông] Mã xác nhận: {the_digits(app)}"
    assert "gửi cập nhật của đồng chí tới Đảng ủy xã Sông" in letter.text
    assert "tới Đảng ủy xã Sông" in letter.html
    assert task.title not in letter.text
    answer = stranger.post(f"{address}/code", {"digits": the_digits(app)}, status=303)
    made = updates(task)[0]
    assert answer.headers["Location"] == f"{address}/sent/{made.id}"
    assert f"Đã gửi cập nhật số {made.id}" in stranger.get(answer.headers["Location"]).text
    assert (made.author_id, made.done_text) == (cast.people["binh"].id, "Đã làm một nửa")
    assert fresh(task).state is State.IN_PROGRESS
    assert db.session.scalars(sa.select(Evidence)).one().name == "bien-ban.pdf"
    last = entries(task)[-1]
    assert (last.action, last.changes.get("by_link")) == ("task.updated", [None, True])
    assert db.session.scalars(sa.select(UpdateDraft)).all() == []


def test_no_change_is_one_tap_and_a_code(app, pages, link, task, make):
    known = make.task(lead="a", due_on=TODAY, last_update_on=TODAY - timedelta(days=3), state=State.IN_PROGRESS)
    stranger, address = pages.of(None), link("binh", known)
    page = stranger.get(address)
    form = next(each for each in page.forms if "done_text" not in each["fields"] and "form_key" in each["fields"])
    sent = {name: form["fields"][name][0]["value"] for name in ("version", "form_key")}
    stranger.post(address, {**sent, "action": "no_change"}, status=303)
    stranger.post(f"{address}/code", {"digits": the_digits(app)}, status=303)
    assert [each.no_change for each in updates(known)] == [True]


def test_for_a_quarter_of_an_hour_the_browser_is_known(app, pages, link, task):
    stranger, address = pages.of(None), link("binh")
    stranger.post(address, {**fields(stranger.get(address)), "action": "send"}, status=303)
    stranger.post(f"{address}/code", {"digits": the_digits(app)}, status=303)
    again = fields(stranger.get(address), done_text="Thêm một phần")
    stranger.post(address, {**again, "action": "send"}, status=303)
    assert len(updates(task)) == 2
    with clock.frozen(NOW + timedelta(minutes=16)):
        third = fields(stranger.get(address), done_text="Phần nữa")
    assert len(codes()) == 1
    assert third["form_key"] != again["form_key"]


def test_a_mistake_is_told_before_any_code_is_sent(pages, link):
    stranger, address = pages.of(None), link("binh")
    page = stranger.get(address)
    html = stranger.post(address, {**fields(page), "done_text": "", "action": "send"}, status=422).text
    assert "Ghi ít nhất một câu" in html
    assert codes() == []


def test_a_wrong_code_sends_nothing_and_five_end_it(app, pages, link, task):
    stranger, address = pages.of(None), link("binh")
    stranger.post(address, {**fields(stranger.get(address)), "action": "send"}, status=303)
    right = the_digits(app)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _guess in range(4):
        assert "Mã chưa đúng" in stranger.post(f"{address}/code", {"digits": wrong}, status=422).text
    for digits in (wrong, right):
        page = stranger.post(f"{address}/code", {"digits": digits}, status=422).text
        assert "Đã nhập sai quá nhiều lần" in page
        assert "Hệ thống đã gửi mã" not in page
    assert updates(task) == []


def test_while_no_mail_leaves_no_code_is_promised(app, pages, link, task):
    stranger, address = pages.of(None), link("binh")
    with transaction() as session:
        pauses.pause(session, PauseReason.BY_HAND, now=NOW)
    page = stranger.post(address, {**fields(stranger.get(address)), "action": "send"}, status=422).text
    assert "chưa gửi được mã" in page
    assert "Hệ thống đã gửi mã" not in page
    assert db.session.scalars(sa.select(LinkCode)).all() == []
    with transaction() as session:
        pauses.resume(session, PauseReason.BY_HAND)
    stranger.post(f"{address}/code", {"action": "again"}, status=303)
    stranger.post(f"{address}/code", {"digits": the_digits(app)}, status=303)
    assert len(updates(task)) == 1


def test_the_page_of_the_code_leads_back_where_nothing_waits_to_be_sent(pages, link, task):
    stranger, address = pages.of(None), link("binh")
    assert look(stranger, f"{address}/code").headers["Location"] == address
    stranger.post(address, {**fields(stranger.get(address)), "action": "send"}, status=303)
    stranger.get(f"{address}/code")
    with transaction() as session:
        session.get_one(Task, task.id).state = State.CANCELLED
    assert look(stranger, f"{address}/code").headers["Location"] == address


def test_a_code_is_good_once_and_for_fifteen_minutes(app, pages, link, task):
    stranger, address = pages.of(None), link("binh")
    stranger.post(address, {**fields(stranger.get(address)), "action": "send"}, status=303)
    right = the_digits(app)
    with transaction() as session:
        session.execute(sa.update(LinkCode).values(expires_at=LinkCode.created_at))
    stranger.post(f"{address}/code", {"digits": right}, status=422)
    stranger.now = NOW + timedelta(minutes=1)
    stranger.post(f"{address}/code", {"action": "again"}, status=303)
    stranger.post(f"{address}/code", {"digits": the_digits(app)}, status=303)
    other = pages.of("kien")  # another browser
    assert look(other, address).status_code == 403
    assert len(updates(task)) == 1


def test_a_code_of_one_task_is_none_for_another(app, pages, link, task, make):
    other = make.task(lead="a", due_on=TODAY)
    stranger = pages.of(None)
    for about in (task, other):
        stranger.post(link("binh", about), {**fields(stranger.get(link("binh", about))), "action": "send"}, status=303)
    first, second = codes()
    with app.app_context():
        stranger.post(f"{link('binh', other)}/code", {"digits": digits_of(first)}, status=422)
        stranger.post(f"{link('binh', other)}/code", {"digits": digits_of(second)}, status=303)
    assert (len(updates(task)), len(updates(other))) == (0, 1)


def test_a_further_code_waits_a_little_and_says_how_long(pages, link):
    stranger, address = pages.of(None), link("binh")
    stranger.post(f"{address}/code", {"action": "again"}, status=303)
    html = stranger.post(f"{address}/code", {"action": "again"}, status=422).text
    assert "Gửi mã mới được sau 09:01" in html
    stranger.now = NOW + timedelta(minutes=1)
    stranger.post(f"{address}/code", {"action": "again"}, status=303)
    assert len(codes()) == 2


def keep(task, actor, text, now=NOW):
    save_draft(task.id, {"done_text": text}, actor=actor, now=now)


def draft_of(task, cast):
    db.session.rollback()
    db.session.expire_all()
    query = sa.select(UpdateDraft).where(UpdateDraft.task_id == task.id, UpdateDraft.account_id == cast.binh.account_id)
    return db.session.scalars(query).one().answers["done_text"]


@pytest.mark.parametrize("action", ["draft", "send", "no_change"])
def test_a_link_leaves_a_newer_draft_of_the_signed_in_person_alone(pages, link, task, cast, action):
    """The page was open, perhaps with somebody else, while Binh kept a draft at the desk."""
    stranger, address = pages.of(None), link("binh")
    sent = fields(stranger.get(address))
    keep(task, cast.binh, "Viết ở cơ quan")
    page = Page(stranger.post(address, {**sent, "draft_seen": "", "action": action}, status=409).text)
    assert "Lúc 09:00 đồng chí đã lưu một bản nháp khi đăng nhập" in page.text
    assert SAID["done_text"] in page.html, "what was typed is still there"
    assert draft_of(task, cast) == "Viết ở cơ quan"
    assert codes() == []
    stranger.post(address, {**sent, "draft_seen": "made up", "action": action}, status=409)


def test_a_link_goes_on_with_the_draft_it_shows(pages, link, task, cast):
    keep(task, cast.binh, "Viết ở cơ quan")
    stranger, address = pages.of(None), link("binh")
    page = stranger.get(address)
    assert "Viết ở cơ quan" in page.html
    form = next(each for each in page.forms if "done_text" in each["fields"])
    seen = form["fields"]["draft_seen"][0]["value"]
    stranger.post(address, {**fields(page), "draft_seen": seen, "action": "draft"}, status=303)
    assert draft_of(task, cast) == SAID["done_text"]
    keep(task, cast.binh, "Viết tiếp", NOW + timedelta(minutes=5))
    stranger.post(address, {**fields(page), "draft_seen": seen, "action": "draft"}, status=409)
    assert draft_of(task, cast) == "Viết tiếp"


def test_a_browser_that_gave_the_code_writes_as_the_person(app, pages, link, task, cast):
    stranger, address = pages.of(None), link("binh")
    sent = fields(stranger.get(address))
    stranger.post(address, {**sent, "action": "send"}, status=303)
    stranger.post(f"{address}/code", {"digits": the_digits(app)}, status=303)
    keep(task, cast.binh, "Viết ở cơ quan")
    stranger.post(address, {**fields(stranger.get(address)), "draft_seen": "", "action": "draft"}, status=303)
    assert draft_of(task, cast) == SAID["done_text"]


def test_signed_in_it_leads_to_the_ordinary_form(pages, link, task):
    answer = look(pages.of("binh"), link("binh"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tasks/{task.id}/update")


def test_it_opens_nothing_for_anybody_else(pages, link, task):
    for name in ("an", "chi", "hoa", "kien", "lan", "nam"):
        answer = look(pages.of(name), link("binh"))
        assert answer.status_code == 403
        assert task.title not in answer.text
        assert "gửi cho người khác" in answer.text


def test_it_dies_with_its_time_the_password_the_account_and_the_seat(pages, link, task, cast):
    stranger = pages.of(None)
    ends = {
        "expired": lambda _session: None,
        "password": lambda session: session.execute(
            sa.update(Account).where(Account.email == "binh@example.vn").values(password_hash="another")
        ),
    }
    old = link("binh", now=NOW - timedelta(days=14, seconds=1))
    assert look(stranger, old).status_code == 410
    alive = link("binh")
    assert look(stranger, alive).status_code == 200
    with transaction() as session:
        ends["password"](session)
    answer = look(stranger, alive)
    assert answer.status_code == 410
    assert task.title not in answer.text
    alive = link("an")
    with transaction() as session:
        mine = Membership.account_id == cast.people["an"].id
        session.execute(sa.update(Membership).where(mine).values(until_on=TODAY - timedelta(days=1)))
    assert look(stranger, alive).status_code == 410
    alive = link("chi")
    with transaction() as session:
        session.execute(sa.update(Account).where(Account.email == "chi@example.vn").values(disabled_at=NOW))
    assert look(stranger, alive).status_code == 410


def test_whatever_is_not_ours_does_not_exist(app, pages, link, cast):
    stranger, good = pages.of(None), link("binh")
    for bad in ("/l/x", "/l/WzEsMSwxLCJhIl0.abc", good[:9] + ("A" if good[9] != "A" else "B") + good[10:], good + "x"):
        assert look(stranger, bad).status_code == 404
    for purpose in Purpose:
        for other in Purpose:
            with app.app_context():
                token = make_token(purpose, db.session.get(Account, cast.people["an"].id), 1, now=NOW)
                assert (read_token(other, token) is None) == (purpose is not other)


def test_an_older_secret_still_opens(app, cast, monkeypatch):
    with app.app_context():
        account = db.session.get(Account, cast.people["an"].id)
        token = make_token(Purpose.UPDATE, account, 1, now=NOW)
        monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
        monkeypatch.setitem(app.config, "SECRET_KEY", "another secret, as long as it has to be")
        assert read_token(Purpose.UPDATE, token).lives(account, NOW)
        monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
        assert read_token(Purpose.UPDATE, token) is None


def test_looking_changes_nothing_and_uses_nothing_up(app, pages, link):
    address = link("binh")
    pages.of(None).token()
    before = digest(db.engine)
    for _scan in range(2):
        for path in (address, f"{address}/code", f"{address}/sent/1"):
            for method in ("GET", "HEAD"):
                look(pages.of(None), path, method)
    assert digest(db.engine) == before
    # Other sites learn no address; ours must, or a browser would send its forms without saying where they come from.
    assert look(pages.of(None), address).headers["Referrer-Policy"] == "same-origin"


def test_a_stale_form_keeps_everything_and_says_so(app, pages, link, task, cast):
    stranger, address = pages.of(None), link("binh")
    sent = fields(stranger.get(address))
    stranger.post(address, {**sent, "action": "send"}, status=303)
    report(task, cast.an)
    stranger.post(f"{address}/code", {"digits": the_digits(app)}, status=303)
    page = stranger.get(address)
    assert "Việc này vừa thay đổi. Đối chiếu rồi gửi lại" in page.text
    assert "Đã làm một nửa" in page.html
    assert len(updates(task)) == 1


def test_the_page_is_headed_by_the_committee_of_its_person(pages, link):
    page = pages.of(None).get(link("binh"))
    assert "Đảng ủy xã Sông" in page.text
    assert "Tỉnh ủy Thử" not in page.text


def test_a_password_hashed_anew_at_a_sign_in_leaves_links_alive(pages, link, cast):
    with transaction() as session:
        mine = Account.id == cast.people["binh"].id
        session.execute(sa.update(Account).where(mine).values(password_changed_at=NOW))
    address = link("binh")
    with transaction() as session:
        session.execute(sa.update(Account).where(mine).values(password_hash="the same, at another cost"))
    assert look(pages.of(None), address).status_code == 200
    with transaction() as session:
        session.execute(sa.update(Account).where(mine).values(password_changed_at=NOW + timedelta(minutes=1)))
    assert look(pages.of(None), address).status_code == 410


def test_the_code_goes_where_the_mails_go(pages, link, cast):
    with transaction() as session:
        mine = Account.id == cast.people["binh"].id
        session.execute(sa.update(Account).where(mine).values(alternative_email="nha.rieng@example.vn"))
    stranger, address = pages.of(None), link("binh")
    stranger.post(f"{address}/code", {"action": "again"}, status=303)
    assert db.session.scalars(sa.select(OutgoingMail)).one().address == "nha.rieng@example.vn"
    assert "n***@example.vn" in stranger.get(f"{address}/code").text
