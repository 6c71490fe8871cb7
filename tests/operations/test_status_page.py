"""The page that says whether mail goes out, the banner on every other page, and what people decide there."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tracker.audit.models import AuditEntry
from tracker.core.database import transaction
from tracker.mail import pauses
from tracker.mail.models import DeadAddress, MailAttempt, Occurrence, OutgoingMail
from tracker.mail.nodes import needed_kinds
from tracker.mail.settings import read_settings
from tracker.mail.shared_models import Breaker, RateSlot, SenderNode
from tracker.mail.status import MailKind, MailState, NodeKind, OccurrenceKind, PauseReason
from tracker.navigation import readiness

WHO = [("hoa", True), ("quan", True), ("tam", False), ("binh", False)]


@pytest.fixture(autouse=True)
def scheduler(cast):
    return put(
        SenderNode(
            name="a", kind=NodeKind.SCHEDULER, host="may-chu", pid=7, started_at=NOW - timedelta(hours=1), pass_at=NOW
        )
    )


def put(row):
    with transaction() as session:
        session.add(row)
    return row


def change(row, **values):
    with transaction() as session:
        for name, value in values.items():
            setattr(session.merge(row), name, value)


def mail(cast, state=MailState.QUEUED, *, person="binh", **more):
    account = cast.people[person]
    columns = {
        "organization_id": account.organization_id,
        "account_id": account.id,
        "address": account.email,
        "kind": MailKind.NOTICE,
        "dedupe_key": f"{person}{state}",
        "message_id": f"<{person}{state}@theodoi.example>",
        "local_day": TODAY,
        "not_before": NOW,
        "expires_at": NOW + timedelta(days=1),
        "created_at": NOW,
        "state": state,
    }
    return put(OutgoingMail(**columns | more))


def entries(session):
    return [each.action for each in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]


def banner(page):
    return "Xem tình trạng gửi thư" in page.text


@pytest.mark.parametrize(("who", "told"), WHO)
def test_a_banner_for_those_who_can_act_when_the_scheduler_stands_still(pages, scheduler, who, told):
    change(scheduler, pass_at=NOW - timedelta(minutes=3, seconds=1))
    page = pages.of(who).get("/more")
    assert banner(page) is told
    assert ("Chương trình nhắc việc ngừng từ 12/05 08:56" in page.text.replace("/2026", "")) is told


@pytest.mark.parametrize(("seconds", "told"), [(59, False), (61, True)])
def test_and_when_only_a_clock_that_ran_ahead_has_a_pass_to_show(pages, scheduler, seconds, told):
    """Else a scheduler that died before its clock was put right would look alive until that moment comes."""
    change(scheduler, pass_at=NOW + timedelta(seconds=seconds))
    assert banner(pages.of("hoa").get("/more")) is told


@pytest.mark.parametrize(("minutes", "told"), [(14, False), (16, True)])
def test_and_when_a_mail_is_a_quarter_of_an_hour_late(pages, cast, minutes, told):
    mail(cast, not_before=NOW - timedelta(minutes=minutes))
    assert banner(pages.of("hoa").get("/more")) is told


@pytest.mark.parametrize("reason", PauseReason)
def test_and_while_sending_is_paused(pages, reason):
    with transaction() as session:
        pauses.pause(session, reason, now=NOW)
    assert "Đang tạm dừng gửi thư" in pages.of("hoa").get("/more").text


def test_none_when_all_is_well(pages, cast):
    mail(cast)
    assert not banner(pages.of("hoa").get("/more"))
    assert "Thư được gửi bình thường." in pages.of("hoa").get("/status").text


def test_a_scheduler_that_never_ran_is_told_too(pages, scheduler):
    with transaction() as session:
        session.execute(sa.delete(SenderNode))
    assert "Chương trình nhắc việc chưa chạy" in pages.of("quan").get("/more").text


def test_the_page_shows_processes_the_server_and_what_moves(pages, session, scheduler, monkeypatch, app):
    monkeypatch.setitem(app.config, "MAIL_PER_MINUTE", 30)
    name = read_settings().server.name
    change(scheduler, doing="Gửi thư", done=40, total=500)
    put(Breaker(name=name, failures=2, last_error="421 4.7.0 busy", open_until=NOW, changed_at=NOW))
    put(RateSlot(server=name, number=0, free_at=NOW + timedelta(seconds=30)))
    page = pages.of("hoa").get("/status")
    for words in ("may-chu", "Gửi thư: 40/500", "421 4.7.0 busy", "1/30 thư trong phút này", "http://localhost"):
        assert words in page.text, words


def test_the_page_loads_itself_anew_unless_asked_not_to(app, cast, pages):
    visitor = pages.of("hoa")
    visitor.get("/status")
    assert visitor.client.get("/status").headers["Refresh"] == "15"
    assert "Refresh" not in visitor.client.get("/status?still=1").headers
    assert "<form" not in pages.of("hoa").get("/status").html.split("<main")[1].split("</main>")[0]


def test_a_failed_mail_stands_there_with_person_task_and_the_servers_words(pages, cast, make):
    task = make.task(lead="a")
    failed = mail(cast, MailState.FAILED, last_error="550 5.7.1 not wanted")
    put(
        Occurrence(
            organization_id=failed.organization_id, key="k", kind=OccurrenceKind.REMINDER, task_id=task.id,
            account_id=failed.account_id, local_day=TODAY, mail_id=failed.id, created_at=NOW,
        )
    )  # fmt: skip
    page = pages.of("hoa").get("/status")
    for words in ("Trần Thị Bình", "550 5.7.1 not wanted", task.title):
        assert words in page.text, words
    assert task.title not in pages.of("quan").get("/status").text, "the administrator reads no task"


def test_other_committees_see_nothing_of_it(pages, cast):
    failed = mail(cast, MailState.FAILED)
    page = pages.of("lan").get("/status")
    assert "Trần Thị Bình" not in page.text
    pages.of("lan").get(f"/status/mail/{failed.id}", status=404)
    assert "Trần Thị Bình" not in pages.of("lan").get("/status/mails/failed").text


def test_a_count_leads_to_its_list(pages, cast):
    mail(cast, MailState.HELD)
    page = pages.of("hoa").get("/status")
    assert "/status/mails/held" in page.links
    assert "Trần Thị Bình" in pages.of("hoa").get("/status/mails/held").text
    assert "Không có thư nào ở trạng thái này." in pages.of("hoa").get("/status/mails/dead").text
    pages.of("hoa").get("/status/mails/nonsense", status=404)


@pytest.mark.parametrize(
    ("what", "becomes", "said"),
    [
        ("again", MailState.QUEUED, "sending.requeued"),
        ("received", MailState.ACCEPTED, "sending.received"),
        ("give-up", MailState.CANCELLED, "sending.given_up"),
    ],
)
def test_a_person_decides_about_a_held_mail_once(pages, cast, session, what, becomes, said):
    held = mail(cast, MailState.HELD)
    put(
        MailAttempt(
            organization_id=held.organization_id, mail_id=held.id, number=1, worker="w", started_at=NOW, ended_at=NOW,
            phase="dot", outcome="uncertain",
        )
    )  # fmt: skip
    shown = pages.of("hoa").get(f"/status/mail/{held.id}")
    assert {"Gửi lại", "Coi như đã nhận", "Không gửi nữa"} <= {
        words for words in ("Gửi lại", "Coi như đã nhận", "Không gửi nữa") if words in shown.text
    }
    pages.of("hoa").post(f"/status/mail/{held.id}/{what}", {})
    session.expire_all()
    assert session.get_one(OutgoingMail, held.id).state is becomes
    assert entries(session) == [said]
    if what != "again":
        assert pages.of("hung").post(f"/status/mail/{held.id}/received", {}, status=409)


def test_only_the_administrator_stops_everything_and_only_with_a_reason(pages, session):
    pages.of("hoa").get("/status/pause", status=403)
    assert "Ghi lý do dừng." in pages.of("quan").post("/status/pause", {"reason": ""}, status=422).text
    pages.of("quan").post("/status/pause", {"reason": "Đổi máy chủ thư"})
    assert "Đổi máy chủ thư" in pages.of("hoa").get("/status").text
    pages.of("quan").post("/status/pause", {"reason": "Lần hai"}, status=422)
    pages.of("quan").post("/status/resume", {})
    session.expire_all()
    assert pauses.find_pause(session) is None
    assert entries(session) == ["sending.paused", "sending.resumed"]


def test_a_leap_of_the_clock_is_confirmed_on_the_page(pages, session):
    with transaction() as writing:
        pauses.pause(writing, PauseReason.CLOCK, now=NOW, detail="+7200 s")
    assert "Giờ đã đúng, gửi thư tiếp" in pages.of("quan").get("/status/pause").text
    pages.of("quan").post("/status/resume", {})
    session.expire_all()
    assert pauses.find_pause(session) is None


def test_a_dead_address_is_shown_with_the_servers_words(pages, cast):
    put(DeadAddress(organization_id=cast.home.id, address="binh@example.vn", reply="550 5.1.1 no such user", since=NOW))
    page = pages.of("hoa").get("/status")
    assert "Trần Thị Bình binh@example.vn" in page.text
    assert "550 5.1.1 no such user" in page.text


@pytest.mark.parametrize("ran", [None, NOW - timedelta(minutes=4), NOW])
def test_where_workers_send_the_band_and_the_readiness_ask_for_one(pages, app, session, monkeypatch, ran):
    monkeypatch.setitem(app.config, "MAIL_DRIVER", "procrastinate")
    if ran is not None:
        put(SenderNode(name="w", kind=NodeKind.WORKER, host="may-hai", pid=8, started_at=NOW, pass_at=ran))
    text = pages.of("hoa").get("/more").text
    ready = " ".join(readiness.reasons(NOW, lambda _engine: True, needed_kinds()))
    assert ("Chương trình gửi thư chưa chạy" in text) is (ran is None)
    assert ("Chương trình gửi thư ngừng từ" in text) is (ran == NOW - timedelta(minutes=4))
    assert ("worker" in ready) is (ran != NOW)
