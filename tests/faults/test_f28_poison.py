"""F28: words no mail was made for: line breaks, NUL, right-to-left, half a letter, letters in pieces, 64 KB, code."""

import email
import email.policy
import re
import unicodedata
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import DAY, MOMENT, office
from tracker.accounts.models import Account
from tracker.core.text import clean_line
from tracker.directives.models import Directive, SourceDocument
from tracker.groups.models import Group
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, MailState, OccurrenceKind
from tracker.organizations.models import Organization
from tracker.tasks.models import Direction, Review, StatusUpdate, Task
from tracker.tasks.status import ReviewDecision, SelfRating, State

POISON = {
    "line break": "Việc\r\nBcc: nguoi.khac@example.vn\r\n\r\nthân thư",
    "NUL": "Việc\x00 khác\x1b[31m\x07",
    "right to left": "Việc \u202eedocne\u202c\u2066\u200f",
    "64 KB": "Việc nữa " * 7282,
    "one word": "Ộ" * 65536,
    "dots": "\r\n.\r\n.\r\n..Việc",
    "half a letter": "Việc \ud800 \udfff",
    "letters in pieces": unicodedata.normalize("NFD", "Việc nước sạch ở xã"),
    "other separators": "Việc\u2028khác\u0085nữa\x0b",
    "emoji": "Việc 👩‍👩‍👧 🇻🇳 ⚠️ \U000e0041",
    "templates": "Việc {{7*7}} {% raw %} {#x#} ${7*7} %(x)s %s {0} {x}",
    "code": "Việc <script>alert(1)</script><img src=x onerror=y> \"'&amp;--></td></table>",
    "base64": "Vmnhu4djIG7DoG8gxJHDsw== =?utf-8?q?a=0D=0ABcc:_x@y.vn?=",
    "From": "From ai@example.vn Tue May 12\nFrom: ai@example.vn",
    "boundary": "--=_alternative--\r\n--=_alternative\r\nContent-Type: text/html",
}
ALLOWED = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Mail-Number", "MIME-Version", "Content-Type",
    "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
PLACES = {
    Task.title: 2,
    Task.due_text: 2,
    Account.full_name: 2,
    Group.name: 2,
    Group.short_name: 2,
    Organization.name: 1,
    Organization.short_name: 1,
    Organization.contact: 1,
    Directive.quotation: 1,
    SourceDocument.number: 1,
    SourceDocument.issuer: 1,
    StatusUpdate.done_text: 1,
    Review.reason: 1,
    Direction.text: 1,
}
"""Every column whose words a mail tells, with the number of the row that is poisoned."""
NOT_SEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff]")
REFUSED = (sa.exc.StatementError, sa.exc.DBAPIError, UnicodeError, ValueError)
PEOPLE = {f"u{number}@example.vn" for number in (2, 3, 4)}


@pytest.mark.parametrize("poison", POISON)
def test_it_is_sent_in_a_harmless_form_or_never_gets_in(poison, outbox, rehearse, tell):
    outbox.add(office(3, size=1))
    outbox.add(told(POISON[poison]))
    refused = [column for column, row in PLACES.items() if not put(outbox, column, row, POISON[poison])]
    with SmtpServer() as server:
        rehearse(server).tick(times=2)
    assert sorted(mail.recipient for mail in server.accepted) == sorted([*PEOPLE, "u2@example.vn", "u2@example.vn"])
    assert {state for (state,) in outbox.rows(sa.select(OutgoingMail.state))} == {MailState.ACCEPTED}
    for mail in server.accepted:
        examine(mail, poison)
    tell(
        f"F28 {poison}: places={len(PLACES)} refused by the database={len(refused)} sent={len(server.accepted)} dead=0"
    )


def put(outbox, column, row, text) -> bool:
    """Write the poison straight into the table, as much of it as the column takes; False if the database refuses it."""
    longest = getattr(column.type, "length", None)
    table = column.class_
    try:
        with outbox.engine.begin() as connection:
            found = connection.execute(sa.update(table).where(table.id == row).values({column.key: text[:longest]}))
    except REFUSED:
        return False
    assert found.rowcount == 1, column
    return True


def examine(mail, poison) -> None:
    """One reader, no header that is not ours, nothing unseen, nothing run, and both bodies whole."""
    assert mail.message.isascii()
    message = email.message_from_bytes(mail.message, policy=email.policy.default)
    assert set(message.keys()) <= ALLOWED
    assert len(message.keys()) == len(set(message.keys()))
    assert not message.defects
    assert [each.addr_spec for each in message["To"].addresses] == [mail.recipient]
    assert len(mail.message) < 60_000
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert not any(part.defects for part in parts)
    texts = [str(message["Subject"]), *(part.get_content().replace("\r\n", "\n") for part in parts)]
    for text in texts:
        assert not NOT_SEEN.search(text), NOT_SEEN.search(text)
        assert unicodedata.is_normalized("NFC", text)
    html = texts[2]
    assert not re.search(r"<(script|img|style|link)", html)
    assert html.count("<td") == html.count("</td>")
    if poison == "templates" and mail.recipient == "u2@example.vn":
        for text in (texts[1], unescape(html)):
            assert "{{7*7}}" in clean_line(text)
            assert "%(x)s" in clean_line(text)


def told(text):
    """What happened to the task of the first person, told in their notice and their chase in the words of others."""
    common = {"organization_id": 1, "task_id": 2, "created_at": MOMENT - timedelta(hours=1)}
    yield (
        StatusUpdate,
        [
            {
                **common, "id": 1, "group_id": 2, "author_id": 2, "reported_on": DAY - timedelta(days=20),
                "created_at": MOMENT - timedelta(days=20), "from_state": State.NOT_STARTED,
                "to_state": State.IN_PROGRESS, "self_rating": SelfRating.ON_TRACK, "done_text": "Đã làm",
            }
        ],
    )  # fmt: skip
    review = {"id": 1, "status_update_id": 1, "reviewer_id": 1, "decision": ReviewDecision.RETURNED}
    yield Review, [{**common, **review, "reason": "Chưa đủ"}]
    yield Direction, [{**common, "id": 1, "author_id": 1, "text": "Khẩn trương"}]
    times = {"not_before": MOMENT - timedelta(minutes=1), "expires_at": MOMENT + timedelta(days=1), "local_day": DAY}
    to = {"organization_id": 1, "account_id": 2, "address": "u2@example.vn", "created_at": MOMENT}
    yield (
        OutgoingMail,
        [
            {**to, **times, "id": 90 + n, "kind": kind, "dedupe_key": f"p:{n}", "message_id": f"<p{n}@theodoi.example>"}
            for n, kind in enumerate((MailKind.NOTICE, MailKind.CHASE))
        ],
    )
    line = {
        **common,
        "account_id": 2,
        "local_day": DAY,
        "detail": {"text": text, "reason": text, "by": text, "phone": text},
    }
    yield (
        Occurrence,
        [
            {**line, "kind": OccurrenceKind.DIRECTION, "key": "direction:1:2", "mail_id": 90},
            {**line, "kind": OccurrenceKind.DEADLINE, "key": "deadline:2:2", "mail_id": 90},
            {**line, "kind": OccurrenceKind.CHASE, "key": "chase:1:2:2", "mail_id": 91},
        ],
    )
