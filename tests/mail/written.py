"""Reports as mail servers write them, put together from what a test wants them to say."""

from email.message import EmailMessage

ORIGINAL = """From: nhacviec@theodoi.example
To: {to}
Message-ID: {message_id}
Subject: =?utf-8?b?Vmnhu4djIGjDtG0gbmF5?=
"""

USUAL = "smtp; 550 5.1.1 <{to}>: Recipient address rejected: User unknown"


def report(
    *,
    to="u1@example.vn",
    came_to="tra-lai@theodoi.example",
    message_id="<1@theodoi.example>",
    action="failed",
    status="5.1.1",
    diagnostic=USUAL,
    original="Original-Recipient",
    own_id="<report-1@mx.example.vn>",
    returned="text/rfc822-headers",
    kind="message/delivery-status",
    words="Thư của đồng chí không chuyển được.",
    **fields,
):
    """A report in the form of RFC 3464, as bytes. A field that is None is left out."""
    about = {
        "Final-Recipient": f"rfc822; {to}",
        original: f"rfc822;{to}",
        "Action": action,
        "Status": status,
        "Diagnostic-Code": diagnostic and diagnostic.format(to=to),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    group = "\n".join(f"{name}: {value}" for name, value in about.items() if value is not None)
    headers = ORIGINAL.format(to=to, message_id=message_id)
    own = f"Message-ID: {own_id}\n" if own_id else ""
    return (
        f"From: MAILER-DAEMON@mx.example.vn (Mail Delivery System)\nTo: {came_to}\n{own}"
        "Subject: Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"\n\n'
        "This is a MIME-encapsulated message.\n\n"
        f"--=_part\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n\n"
        f"--=_part\nContent-Type: {kind}\n\nReporting-MTA: dns; mx.example.vn\n"
        f"Arrival-Date: Tue, 12 May 2026 07:31:00 +0700\n\n{group}\n\n"
        f"--=_part\nContent-Type: {returned}\n\n{headers}\n--=_part--\n"
    ).encode()


def on_holiday(came_to="tra-lai@theodoi.example"):
    """An answer of somebody who is away."""
    message = EmailMessage()
    message["From"], message["To"] = "binh@example.vn", came_to
    message["Subject"] = "Trả lời tự động: Nghỉ phép đến 20/5"
    message["Auto-Submitted"] = "auto-replied"
    message["In-Reply-To"] = "<1@theodoi.example>"
    message.set_content("Tôi nghỉ phép. Status: 5.1.1 không phải là báo lỗi.")
    return message.as_bytes()


def read_receipt(came_to="tra-lai@theodoi.example"):
    """A notice that the mail was opened: a report too, of another sort."""
    body = report(came_to=came_to, kind="message/disposition-notification", action=None, status=None)
    return body.replace(b"report-type=delivery-status", b"report-type=disposition-notification")
