"""A mail that came back after it had been accepted is told so wherever it is shown, and no longer as received."""

from datetime import timedelta

import sqlalchemy as sa

from tests.cast import NOW, TODAY
from tests.pages import Page
from tests.reminders.test_chase_pages import hidden
from tracker.core.database import transaction
from tracker.mail.models import Bounce, MailAttempt, OutgoingMail
from tracker.mail.status import MailState, Phase, Verdict

ACCEPTED = {"state": MailState.ACCEPTED, "accepted_at": NOW, "accepted_reply": "250 ok"}


def test_the_page_of_a_mail_and_that_of_its_chase_say_that_it_came_back(make, pages, session, cast):
    task, hoa = make.task(lead="a", due_on=TODAY), pages.of("hoa")
    says = {"tasks": task.id, "reach": "lead", "text": "Đề nghị báo cáo", "form_key": "k1", "action": "preview"}
    seen = Page(hoa.post(f"/reminders/chase?task={task.id}", says, status=200).text)
    sent = hoa.post("/reminders/chase", {**hidden(seen), "action": "send"}).headers["Location"]
    with transaction() as writing:
        writing.execute(sa.update(OutgoingMail).values(**ACCEPTED))
        mail = writing.scalars(sa.select(OutgoingMail).where(OutgoingMail.address == "an@example.vn")).one()
        about = {"organization_id": cast.home.id, "mail_id": mail.id}
        writing.add(
            MailAttempt(
                **about, number=1, worker="here:1:aa", started_at=NOW, ended_at=NOW, phase=Phase.ACCEPTED, code=250,
                reply="ok", outcome=Verdict.ACCEPTED,
            )
        )  # fmt: skip
        writing.add(
            Bounce(
                **about, key="k", address="an@example.vn", hard=True, code="5.1.1", text="no such user", received_at=NOW
            )
        )
    chase = hoa.get(sent).text
    assert chase.count("bị trả lại 09:00") == 1, "only the one that came back"
    assert "đã nhận" in chase, "the other was taken"
    page = hoa.get(f"/status/mail/{mail.id}").text
    assert "Bị trả lại lúc" in page
    assert "5.1.1 no such user" in page
    assert "accepted" not in page, "how far it came is said in words"
    with transaction() as writing:
        again = {**ACCEPTED, "accepted_at": NOW + timedelta(hours=1), "address": "an.moi@example.vn"}
        writing.execute(sa.update(OutgoingMail).where(OutgoingMail.id == mail.id).values(**again))
    assert "bị trả lại" not in hoa.get(sent).text, "to the other address it arrived"
