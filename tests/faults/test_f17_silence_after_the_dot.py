"""F17: the connection breaks between the final dot and the answer; the server took the mail, or did not."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.faults.smtp_server import Act, SmtpServer
from tests.faults.world import mails
from tracker.mail.models import OutgoingMail
from tracker.mail.status import WAITING_STATES, MailState

DUE = 20
IDS = ("taken", "not taken")
MINUTE = timedelta(minutes=1)
WAITING = sa.select(OutgoingMail.id).where(OutgoingMail.state.in_(WAITING_STATES))
HELD = sa.select(OutgoingMail.message_id).where(OutgoingMail.state == MailState.HELD)


class Breaking:
    """Breaks the talk at the dot the first time it sees each of the first half of the mails."""

    def __init__(self, act):
        self.act, self.seen = act, set()

    def __call__(self, step, talk):
        number = int(talk.recipient.removeprefix("u").partition("@")[0]) if step == "dot" else DUE
        if number > DUE // 2 or number in self.seen:
            return None
        self.seen.add(number)
        return self.act


@pytest.mark.parametrize(
    ("act", "repeats"), [(Act.ACCEPT_AND_HANG_UP, 1), (Act.HANG_UP, 0)], ids=["taken", "not taken"]
)
def test_to_send_again_costs_at_most_one_repeat_that_says_so(act, repeats, outbox, rehearse, tell):
    outbox.add(mails(DUE))
    with SmtpServer(Breaking(act)) as server:
        rehearse(server, MAIL_UNCERTAIN="resend").run_until(
            lambda: not outbox.rows(WAITING), every=timedelta(minutes=1)
        )
    takings = Counter(server.ids())
    broken = {f"<{number}@theodoi.example>" for number in range(1, DUE // 2 + 1)}
    assert takings == {f"<{n}@theodoi.example>": 1 for n in range(1, DUE + 1)} | dict.fromkeys(broken, 1 + repeats)
    marked = outbox.rows(sa.select(OutgoingMail.message_id).where(OutgoingMail.maybe_twice))
    assert {each.message_id for each in marked} == broken
    tell(f"F17 resend, {act.name.lower()}: due={DUE} breaks={DUE // 2} repeats={repeats * DUE // 2}, all marked")


@pytest.mark.parametrize("act", [Act.ACCEPT_AND_HANG_UP, Act.HANG_UP], ids=IDS)
def test_to_hold_costs_no_repeat_and_every_such_mail_is_listed(act, outbox, rehearse, tell):
    outbox.add(mails(DUE))
    with SmtpServer(Breaking(act)) as server:
        rehearse(server, MAIL_UNCERTAIN="hold").run_until(lambda: not outbox.rows(WAITING), every=MINUTE)
    assert max(Counter(server.ids()).values()) == 1
    assert {each.message_id for each in outbox.rows(HELD)} == {f"<{n}@theodoi.example>" for n in range(1, DUE // 2 + 1)}
    tell(f"F17 hold, {act.name.lower()}: due={DUE} breaks={DUE // 2} repeats=0 held={DUE // 2}")
