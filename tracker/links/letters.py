"""The mail with the six digits."""

from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from tracker.accounts.models import Account, LinkCode
from tracker.core.days import format_clock
from tracker.core.languages import gettext as _
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.links.codes import digits_of
from tracker.mail import composers
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.short_letter import short_letter
from tracker.mail.status import MailKind
from tracker.organizations.names import heading_name

USELESS = N_("Mã đã dùng, đã hết hạn hoặc đã có mã mới hơn.")


def init_app(app: Flask) -> None:
    """Let this room write the mails with codes."""
    composers.register(app, MailKind.CODE, composers.one_by_one(compose))


def compose(session: Session, mail: OutgoingMail, _lines: list[Occurrence], now: datetime) -> Letter | Nothing:
    """The digits, whose they are, until when they are good, what to do if nobody asked. No word of the task."""
    code = session.get(LinkCode, int(mail.dedupe_key.partition(":")[2]))
    account = session.get(Account, mail.account_id)
    if code is None or code.used_at is not None or code.expires_at <= now:
        return Nothing(USELESS)
    if account is None or account.disabled_at is not None:
        return Nothing(USELESS)
    digits = digits_of(code)
    until = format_clock(code.expires_at, account.organization.time_zone)
    host = account.organization
    before = _("Mã để gửi cập nhật của đồng chí tới %(committee)s:", committee=clean_line(host.name))
    after = (
        _("Mã dùng một lần, đến %(clock)s. Nhập vào trang đang mở.", clock=until),
        _("Không đưa mã này cho ai. Nếu đồng chí không yêu cầu, hãy bỏ qua thư này; không có gì thay đổi."),
    )
    subject = f"[{heading_name(host)}] {_('Mã xác nhận: %(digits)s', digits=digits)}"
    return short_letter(subject, before=(before,), large=digits, after=after)
