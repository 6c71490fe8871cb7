"""F28: titles and names no mail was made for: line breaks, NUL, right-to-left, half a letter, letters in pieces."""

import email
import email.policy
import unicodedata

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import SmtpServer
from tests.faults.world import office
from tracker.accounts.models import Account
from tracker.mail.models import OutgoingMail
from tracker.mail.status import MailState
from tracker.tasks.models import Task

POISON = {
    "line break": "Việc\r\nBcc: nguoi.khac@example.vn\r\n\r\nthân thư",
    "NUL": "Việc\x00 khác",
    "right to left": "Việc \u202eedocne\u202c",
    "long": "Việc " * 60,
    "dots": "\r\n.\r\n.Việc",
    "half a letter": "Việc \ud800",
    "letters in pieces": unicodedata.normalize("NFD", "Việc nước sạch ở xã"),
    "other separators": "Việc\u2028khác\u0085nữa\x0b",
}
REFUSED = (sa.exc.StatementError, sa.exc.DBAPIError, UnicodeError, ValueError)


@pytest.mark.parametrize("poison", POISON)
def test_it_is_sent_in_a_harmless_form_or_never_gets_in(poison, outbox, rehearse, tell):
    text = POISON[poison][:300]
    outbox.add(office(3))
    try:
        with outbox.engine.begin() as connection:
            connection.execute(sa.update(Task).where(Task.id == 2).values(title=text))
            connection.execute(sa.update(Account).where(Account.id == 2).values(full_name=text[:120]))
    except REFUSED:
        tell(f"F28 {poison}: the database itself refuses it")
    with SmtpServer() as server:
        rehearse(server).tick(times=2)
    assert {mail.recipient for mail in server.accepted} == {f"u{n}@example.vn" for n in (2, 3, 4)}
    assert {state for (state,) in outbox.rows(sa.select(OutgoingMail.state))} == {MailState.ACCEPTED}
    for mail in server.accepted:
        message = email.message_from_bytes(mail.message, policy=email.policy.default)
        assert message["Bcc"] is None
        assert not message.defects
        assert message["To"].addresses[0].addr_spec == mail.recipient
    tell(f"F28 {poison}: sent={len(server.accepted)} dead=0")
