"""What holds of every mail, whatever its kind: its headers, its HTML, and a text part that can be read by itself."""

import email
import email.policy
import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from tests.cast import TODAY
from tests.mail.room import make_ready
from tracker.core import columns
from tracker.core.database import db, transaction
from tracker.core.quarter import Quarter
from tracker.links.codes import send_code
from tracker.mail import claims
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind
from tracker.mail.test_letter import queue_test
from tracker.organizations.models import Organization
from tracker.reminders.chase_rules import Reach
from tracker.reminders.chases import Wanted, chase, look_at
from tracker.reports.sending import send_report
from tracker.tasks.models import Task
from tracker.tasks.status import State

from .conftest import MORNING
from .reading import set_on

BASE = "https://theodoi.example"
OFFICE = "vanphong@xasong.example"
LARGEST = 60_000
WIDEST = 78
ALWAYS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Mail-Number", "MIME-Version", "Content-Type",
}  # fmt: skip
ABOUT_TASKS = {MailKind.DIGEST, MailKind.NOTICE, MailKind.CHASE, MailKind.REPORT}
NEWS = {
    OccurrenceKind.ASSIGNED: {},
    OccurrenceKind.RETURNED: {"state": State.RETURNED, "returned_on": TODAY},
    OccurrenceKind.CONFIRMED: {"state": State.COMPLETED, "reported_on": TODAY, "confirmed_on": TODAY},
    OccurrenceKind.DEADLINE: {},
    OccurrenceKind.STOPPED: {"state": State.CANCELLED},
}


class Balanced(HTMLParser):
    """Notes what an HTML5 parser would have to repair, and everything that could be asked of another server."""

    VOID = frozenset({"meta", "br"})
    ASKED = frozenset({"src", "srcset", "background", "poster", "data", "action", "formaction", "ping"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open, self.faults, self.links, self.lang, self.tags = [], [], [], None, []
        self.doctype = ""

    def handle_decl(self, decl):
        self.doctype = decl

    def handle_starttag(self, tag, attrs):
        names = [name for name, _value in attrs]
        self.tags.append(tag)
        if len(names) != len(set(names)) or any(value is None for _name, value in attrs):
            self.faults.append(f"attributes of {tag}: {names}")
        self.faults += [f"{tag} asks for {name}" for name in names if name in self.ASKED]
        self.faults += [f"{tag}: {value}" for _name, value in attrs if "url(" in (value or "")]
        given = dict(attrs)
        self.lang = given.get("lang", self.lang)
        if tag == "a":
            self.links.append(given["href"])
        if tag in {"div", "p", "table"} and self.open and self.open[-1] == "p":
            self.faults.append(f"{tag} inside p")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_entityref(self, name):
        if name not in {"amp", "lt", "gt", "quot"}:
            self.faults.append(f"&{name}")


@pytest.fixture
def every(app, make, cast, books, news, report, monkeypatch):
    """One mail of every kind at least, as the server is given it, with its row."""
    monkeypatch.setitem(app.config, "BASE_URL", BASE)
    set_on(Organization, cast.home.id, contact=f"đ/c Hoa, số 101, {OFFICE}")
    for days in (-20, -3, 0, 3):
        task = make.task(
            due_on=TODAY + timedelta(days=days), supporting=["b"], title="Đẩy nhanh giải phóng mặt bằng " * 9
        )
        report(task, "Đã họp dân, " * 30)
    waits = make.task(state=State.AWAITING_CONFIRMATION, reported_on=TODAY - timedelta(days=1))
    for kind, values in NEWS.items():
        news(kind, make.task(**values), "dung", by="Đỗ Thị Hoa", reason="Theo đề nghị của đơn vị")
    books.open()
    wanted = Wanted(task_ids=(task.id,), reach=Reach.LEAD, text="Đề nghị báo cáo trong tuần này.")
    seal = look_at(db.session(), wanted, actor=cast.hoa, day=TODAY).seal
    chase(wanted, form_key="one", seal=seal, actor=cast.hoa, now=MORNING)
    send_code(cast.people["binh"], waits.id, actor=cast.binh, now=MORNING)
    send_report(Quarter.of(TODAY), actor=cast.hoa, now=MORNING)
    queue_test("quan@example.vn", organization_id=cast.home.id, now=MORNING)
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(not_before=MORNING))
        gone = Task.lead_group_id == cast.groups["a"].id  # so that Dũng may hear of what he was told
        session.execute(sa.update(Task).where(gone, Task.id > waits.id).values(lead_group_id=cast.groups["c"].id))
    return hand_over(MORNING)


def hand_over(now) -> list[tuple[OutgoingMail, email.message.EmailMessage, bytes]]:
    taken = claims.claim(worker="sender", limit=100, now=now)
    ready = [make_ready(each, worker="sender", now=now) for each in taken]
    rows = {row.id: row for row in db.session.scalars(sa.select(OutgoingMail))}
    return [
        (rows[each.id], email.message_from_bytes(each.message, policy=email.policy.default), each.message)
        for each in ready
        if each is not None
    ]


def body(message, kind) -> str:
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


def test_there_is_a_mail_of_every_kind(every):
    assert {row.kind for row, _message, _raw in every} == set(MailKind)


def test_headers(every):
    for row, message, raw in every:
        about_tasks = row.kind in ABOUT_TASKS
        digest = row.kind is MailKind.DIGEST
        more = {"Reply-To"} if about_tasks else set()
        more |= {"List-Unsubscribe", "List-Unsubscribe-Post"} if digest else set()
        assert set(message.keys()) == ALWAYS | more, row.kind
        assert len(message.keys()) == len(set(message.keys()))
        assert message["Message-ID"] == row.message_id
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Date"].datetime.utcoffset() == timedelta(hours=7)
        assert message["Date"].datetime == MORNING
        assert message["To"].addresses[0].addr_spec == row.address
        assert not message.defects
        if about_tasks:
            assert message["Reply-To"].addresses[0].addr_spec == OFFICE
        if digest:
            assert re.fullmatch(rf"<{BASE}/digests/[\w.-]+>", message["List-Unsubscribe"])
            assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert len(raw) < LARGEST
        assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_second_attempt_carries_the_same_number(every):
    with transaction() as session:
        waiting = {"state": MailState.QUEUED, "lease_owner": None, "lease_until": None}
        session.execute(sa.update(OutgoingMail).where(OutgoingMail.state == MailState.SENDING).values(**waiting))
    again = {row.id: message["Message-ID"] for row, message, _raw in hand_over(MORNING + timedelta(minutes=1))}
    assert again == {row.id: message["Message-ID"] for row, message, _raw in every}
    assert len(set(again.values())) == len(again)


def test_the_html_needs_no_other_server_and_no_repair(every):
    for row, message, _raw in every:
        html = body(message, "html")
        page = Balanced()
        page.feed(html)
        page.close()
        assert (page.doctype, page.lang, page.open, page.faults) == ("doctype html", "vi", [], []), row.kind
        assert not {"img", "style", "link", "script", "form", "iframe", "svg", "video"} & set(page.tags), row.kind
        assert all(link.startswith(f"{BASE}/") for link in page.links), row.kind
        assert "class=" not in html
        assert all(int(width) <= 600 for width in re.findall(r'\bwidth="(\d+)"', html))
        sizes = [int(size) for size in re.findall(r"font-size:(\d+)px", html)]
        assert 16 in sizes
        assert min(sizes) >= 13
        for wide_table in re.findall(r'<table[^>]*width="600"[^>]*>', html):
            assert "width:100%" in wide_table, "one column that a telephone may narrow"


def test_the_text_part_stands_by_itself(every):
    for row, message, _raw in every:
        text = body(message, "plain")
        assert text.strip()
        assert text.endswith("\n")
        assert "\n\n\n\n" not in text
        assert not re.search(r"<[a-z/]", text), row.kind
        for line in text.splitlines():
            address = "http" in line
            assert address or columns.width(line) <= WIDEST, f"{row.kind}: {line}"
            if address:  # an address stands whole, at the end of its line
                assert re.search(r"https?://\S+\.?$", line), line


def test_both_bodies_carry_the_same_addresses(every):
    for row, message, _raw in every:
        page = Balanced()
        page.feed(body(message, "html"))
        written = {each.rstrip(".") for each in re.findall(r"https?://\S+", body(message, "plain"))}
        if row.kind is not MailKind.TEST:  # that one only names the host
            assert {each.replace("&amp;", "&") for each in page.links} == written, row.kind


def test_rows_of_a_list_begin_in_one_column(make, books, write, cast):
    for number in range(30):
        make.task(due_on=TODAY + timedelta(days=number % 2), in_charge="binh")
    books.open()
    (mail,) = books.mails(account_id=cast.people["binh"].id, kind=MailKind.DIGEST)
    text = write(mail).text
    rows = re.findall(r"^(\d+\. +\S.*?  +)\d\d\. ", text, re.MULTILINE)
    assert len(rows) >= 10
    assert {columns.width(row) for row in rows} == {34}
