"""People whom no mail reaches: who sees them, in what order, and what the office does about it."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.accounts.models import Account
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.mail.models import DeadAddress, Occurrence, OutgoingMail
from tracker.mail.shared_models import SenderNode
from tracker.mail.status import MailKind, MailState, NodeKind, OccurrenceKind

LIST = "/status/addresses"


@pytest.fixture(autouse=True)
def scheduler(cast):
    put(SenderNode(name="a", kind=NodeKind.SCHEDULER, host="may-chu", pid=7, started_at=NOW, pass_at=NOW))


def put(*rows):
    with transaction() as session:
        session.add_all(rows)
    return rows[0]


@pytest.fixture
def bury(cast):
    """Give up the addresses of members of the cast."""

    def burying(*names, by_report=True):
        for name in names:
            account = cast.people[name]
            put(
                DeadAddress(
                    organization_id=account.organization_id,
                    address=account.alternative_email or account.email,
                    reply=f"550 5.1.1 {name} unknown",
                    since=NOW - timedelta(hours=2),
                    by_report=by_report,
                )
            )

    return burying


@pytest.fixture
def lost(cast, make):
    """A notice to somebody that was held back, with a line about a task."""

    def losing(name, *, task=None, state=MailState.SUPPRESSED, expires_in=timedelta(days=1), number=1):
        account = cast.people[name]
        mail = put(
            OutgoingMail(
                organization_id=account.organization_id, account_id=account.id, address=account.email,
                kind=MailKind.NOTICE, dedupe_key=f"lost:{name}:{number}", message_id=f"<{name}{number}@x.example>",
                local_day=TODAY, not_before=NOW, expires_at=NOW + expires_in, created_at=NOW, state=state,
            )
        )  # fmt: skip
        task = task or make.task()
        put(
            Occurrence(
                organization_id=account.organization_id, key=f"line:{name}:{number}", kind=OccurrenceKind.ASSIGNED,
                task_id=task.id, account_id=account.id, local_day=TODAY, mail_id=mail.id, created_at=NOW,
            )
        )  # fmt: skip
        return mail

    return losing


def names_on(page):
    return [each.removeprefix("person-") for each in page.ids if each.startswith("person-")]


def entries(session):
    session.expire_all()
    return [(each.action, each.changes) for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def account(session, cast, name):
    session.expire_all()
    return session.get_one(Account, cast.people[name].id)


@pytest.mark.parametrize(
    ("who", "told"), [("hoa", True), ("quan", True), ("tam", False), ("an", False), ("lan", False)]
)
def test_the_band_stands_on_every_page_of_those_who_can_act_and_on_no_other(pages, bury, who, told):
    bury("binh", "chi")
    page = pages.of(who).get("/more")
    assert ("2 người không nhận được thư vì địa chỉ hỏng" in page.text) is told
    assert (LIST in page.links) is told


@pytest.mark.parametrize("who", ["tam", "an", "binh", "kien"])
def test_people_below_the_office_do_not_open_it(pages, bury, who):
    bury("binh")
    pages.of(who).get(LIST, status=403)
    pages.of(who).post(f"{LIST}/1/again", status=403)


def test_the_figure_of_the_band_is_the_number_of_rows(pages, cast, bury, session):
    bury("an", "binh", "hung", "lan", "quan")
    with transaction() as writing:
        writing.execute(
            sa.update(Account).where(Account.id == cast.people["hung"].id).values(alternative_email="h@x.example")
        )
        writing.execute(sa.update(Account).where(Account.id == cast.people["quan"].id).values(disabled_at=NOW))
    page = pages.of("hoa").get(LIST)
    assert len(names_on(page)) == 2
    assert page.h1 == ["2 người không nhận được thư vì địa chỉ hỏng"]
    assert "2 người không nhận được thư" in pages.of("hoa").get("/more").text


def test_each_has_the_servers_words_and_how_many_mails_were_held_back(pages, cast, bury, lost):
    bury("binh")
    for number in range(3):
        lost("binh", number=number)
    lost("binh", number=9, state=MailState.CANCELLED)
    page = pages.of("hoa").get(LIST)
    assert "550 5.1.1 binh unknown" in page.text
    assert "Thư chưa tới 3" in page.text
    assert "12/05/2026 07:00" in page.text or "07:00" in page.text


def test_those_who_missed_what_went_up_to_them_come_first(pages, cast, bury, lost, make):
    make.task(in_charge="chi", lead="b")
    bury("an", "binh", "chi", "tam")
    lost("binh")
    lost("chi")
    lost("tam")
    page = pages.of("hoa").get(LIST)
    order = [next(name for name in cast.people if cast.people[name].id == int(each)) for each in names_on(page)]
    assert order == ["chi", "tam", "an", "binh"]
    assert page.text.count("Thư về việc thuộc trách nhiệm của đồng chí này không tới.") == 2
    assert "Thường trực" in page.text
    assert "Trưởng đoàn, tổ trưởng Bắc Sông" in page.text


def test_another_address_takes_over_and_what_waited_is_sent_there(pages, cast, bury, lost, session):
    bury("binh")
    mail = lost("binh")
    late = lost("binh", number=2, expires_in=timedelta(0))
    path = f"{LIST}/{cast.people['binh'].id}/alternative"
    pages.of("hoa").post(path, {"alternative_email": " Binh.Tran@CoQuan.example "})
    assert account(session, cast, "binh").alternative_email == "binh.tran@coquan.example"
    assert account(session, cast, "binh").email == "binh@example.vn", "signing in is as before"
    assert session.get_one(OutgoingMail, mail.id).state is MailState.QUEUED
    assert session.get_one(OutgoingMail, mail.id).address == "binh.tran@coquan.example"
    assert session.get_one(OutgoingMail, late.id).state is MailState.SUPPRESSED
    assert entries(session) == [
        ("account.address", {"alternative_email": ["", "binh.tran@coquan.example"], "requeued": [0, 1]})
    ]
    assert "Đã ghi. 1 thư đang chờ được gửi lại." in pages.of("hoa").get(LIST).text
    assert names_on(pages.of("hoa").get(LIST)) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Nhập địa chỉ nhận thư."),
        ("binh tran", "“binh tran” không phải là địa chỉ thư."),
        ("x" * 300 + "@x.example", "Dài 310 ký tự"),
        ("an@example.vn", "Địa chỉ này là của tài khoản khác."),
        ("LAN@example.vn", "Địa chỉ này là của tài khoản khác."),
        ("rieng@x.example", "Địa chỉ này là của tài khoản khác."),
        ("chi.cu@x.example", "Thư gửi tới địa chỉ này cũng bị trả lại."),
        ("binh@example.vn", "Thư gửi tới địa chỉ này cũng bị trả lại."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_stays(pages, cast, bury, session, typed, sentence):
    bury("binh", "chi")
    put(DeadAddress(organization_id=cast.home.id, address="chi.cu@x.example", reply="550", since=NOW))
    with transaction() as writing:
        writing.execute(
            sa.update(Account).where(Account.id == cast.people["dung"].id).values(alternative_email="rieng@x.example")
        )
    binh = cast.people["binh"].id
    answer = pages.of("hoa").post(f"{LIST}/{binh}/alternative", {"alternative_email": typed}, status=422)
    assert sentence in answer.text
    assert f'id="alternative-{binh}-error"' in answer.text
    assert typed in answer.text
    assert account(session, cast, "binh").alternative_email == ""
    assert entries(session) == []


def test_one_may_go_back_to_the_first_address_when_only_the_other_is_dead(pages, cast, bury, session):
    with transaction() as writing:
        writing.execute(
            sa.update(Account).where(Account.id == cast.people["binh"].id).values(alternative_email="b@x.example")
        )
    put(DeadAddress(organization_id=cast.home.id, address="b@x.example", reply="550", since=NOW))
    path = f"{LIST}/{cast.people['binh'].id}/alternative"
    pages.of("hoa").post(path, {"alternative_email": "binh@example.vn"})
    assert "Đã ghi. Không có thư nào đang chờ người này." in pages.of("hoa").get("/more").text
    assert account(session, cast, "binh").mail_address == "binh@example.vn"
    assert account(session, cast, "binh").alternative_email == ""


def test_the_address_may_be_tried_again(pages, cast, bury, lost, session):
    bury("binh")
    mail = lost("binh")
    path = f"{LIST}/{cast.people['binh'].id}/again"
    pages.of("hoa").post(path)
    assert session.scalars(sa.select(DeadAddress)).all() == []
    assert session.get_one(OutgoingMail, mail.id).state is MailState.QUEUED
    assert entries(session) == [("account.address_tried", {"requeued": [0, 1]})]
    pages.of("hung").post(path)
    assert "vừa được sửa hoặc mở lại" in pages.of("hung").get(LIST).text
    assert len(entries(session)) == 1, "the second office clerk came too late"


def test_another_organization_neither_sees_nor_changes_it(pages, cast, bury, session):
    bury("binh")
    assert names_on(pages.of("lan").get(LIST)) == []
    for what, data in (("again", {}), ("alternative", {"alternative_email": "x@x.example"})):
        pages.of("lan").post(f"{LIST}/{cast.people['binh'].id}/{what}", data, status=404)
    assert entries(session) == []


def test_the_administrator_sets_it_on_the_page_of_the_account_too(pages, cast, bury, lost, session):
    bury("binh")
    mail = lost("binh")
    path = f"/admin/accounts/{cast.people['binh'].id}"
    form = {"full_name": "Trần Thị Bình", "email": "binh@example.vn", "locale": "vi", "version": "1"}
    refused = pages.of("quan").post(path, {**form, "alternative_email": "an@example.vn"}, status=422)
    assert 'id="alternative_email-error"' in refused.text
    pages.of("quan").post(path, {**form, "alternative_email": "b@x.example"})
    assert account(session, cast, "binh").alternative_email == "b@x.example"
    assert session.get_one(OutgoingMail, mail.id).state is MailState.QUEUED
    assert entries(session) == [("account.edited", {"alternative_email": ["", "b@x.example"], "requeued": [0, 1]})]


def test_an_account_cannot_be_given_an_address_that_is_anothers_mailbox(pages, cast, session):
    with transaction() as writing:
        writing.execute(
            sa.update(Account).where(Account.id == cast.people["binh"].id).values(alternative_email="b@x.example")
        )
    form = {"full_name": "Phan Văn Mới", "email": "b@x.example", "locale": "vi"}
    answer = pages.of("quan").post("/admin/accounts/new", form, status=422)
    assert "đã có tài khoản khác dùng" in answer.text


def test_the_status_page_tells_where_reports_come_to(pages, app, monkeypatch):
    assert "chưa đặt địa chỉ riêng để nhận" in pages.of("hoa").get("/status").text
    monkeypatch.setitem(app.config, "MAIL_BOUNCES", "tra-lai@theodoi.example")
    monkeypatch.setitem(app.config, "MAIL_BOUNCES_FOLDER", "/var/mail/tra-lai")
    page = pages.of("hoa").get("/status")
    assert "về tra-lai@theodoi.example" in page.text
    assert "maildir /var/mail/tra-lai: đọc được" in page.text
