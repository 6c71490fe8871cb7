"""The demo's pages: the mailbox that everybody may read, and the accounts on the sign-in page."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.pages import Page, faults
from tracker.demo.accounts import PASSWORD, SHOWN
from tracker.mail.capture import list_mails
from tracker.mail.mailbox import running_mailbox


@pytest.fixture
def box(empty_app):
    """An application with a mailbox, its folder, and a browser."""
    with empty_app("sqlite") as app:
        folder = app.config["DATA_DIR"] / "mailbox"
        folder.mkdir()
        yield folder, app.test_client()


def send(folder, *, html=True) -> str:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Việc quá hạn", "nhacviec@demo.example", "an@demo.example"
    message["Date"] = "Wed, 25 Nov 2026 07:30:05 +0700"
    message.set_content("Kính gửi đồng chí,\nMở http://localhost/tasks/1 <b>không in đậm</b>\n")
    if html:
        message.add_alternative('<p style="color:red">Kính gửi</p><script>alert(1)</script>', subtype="html")
    with running_mailbox(folder) as port, smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(message)
    return list_mails(folder)[0].name


def page_of(answer) -> Page:
    assert answer.status_code == 200
    page = Page(answer.text)
    assert [fault for fault in faults(page) if "other host" not in fault] == []
    return page


def test_an_empty_mailbox_says_so(box):
    assert "Chưa có thư nào" in page_of(box[1].get("/mailbox")).h1[0]


def test_a_mail_is_listed_and_read_without_signing_in(box):
    folder, browser = box
    name = send(folder)
    page = page_of(browser.get("/mailbox"))
    assert "Việc quá hạn" in page.text
    assert "an@demo.example" in page.text
    assert f"/mailbox/{name}" in page.links
    mail = page_of(browser.get(f"/mailbox/{name}"))
    assert mail.h1 == ["Việc quá hạn"]
    assert "<b>không in đậm</b>" in mail.text
    assert "http://localhost/tasks/1" in mail.links
    assert "Message-ID" in mail.text or "Subject:" in mail.text


def test_the_formatted_mail_may_style_itself_and_nothing_else(box):
    folder, browser = box
    answer = browser.get(f"/mailbox/{send(folder)}/html")
    policy = answer.headers["Content-Security-Policy"]
    assert "Kính gửi" in answer.text
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert "form-action 'none'" in policy
    assert "script-src" not in policy
    assert "'unsafe-inline'" not in browser.get("/mailbox").headers["Content-Security-Policy"]


def test_a_mail_without_a_formatted_part_has_no_such_page(box):
    folder, browser = box
    name = send(folder, html=False)
    assert f"/mailbox/{name}/html" not in page_of(browser.get(f"/mailbox/{name}")).links
    assert browser.get(f"/mailbox/{name}/html").status_code == 404


@pytest.mark.parametrize("name", ["nothing.eml", "..%2Fsecret", "20261125-073005000000-0123abcd.eml"])
def test_what_is_no_mail_is_not_found(box, name):
    assert box[1].get(f"/mailbox/{name}").status_code == 404
    assert box[1].get(f"/mailbox/{name}/html").status_code == 404


def test_the_sign_in_page_offers_the_accounts(box):
    page = page_of(box[1].get("/sign-in"))
    assert all(known.email in page.text for known in SHOWN)
    assert PASSWORD in page.text


def test_outside_the_demo_there_is_no_mailbox(app):
    assert app.test_client().get("/mailbox").status_code == 404
