"""The mail with the six digits."""

from datetime import datetime

from flask import Flask
from markupsafe import escape
from sqlalchemy.orm import Session

from tracker.accounts.models import Account, LinkCode
from tracker.core.days import format_clock
from tracker.core.languages import gettext as _
from tracker.core.words import N_
from tracker.links.codes import digits_of
from tracker.mail import composers
from tracker.mail.letter import Letter, Nothing
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind

USELESS = N_("Mã đã dùng, đã hết hạn hoặc đã có mã mới hơn.")
_TEXT_STYLE = "margin:0 0 12px;font:16px/1.5 'Segoe UI',Roboto,Arial,sans-serif;color:#1d2125"
_CODE_STYLE = "margin:0 0 12px;font:600 28px/1.4 Consolas,'Courier New',monospace;letter-spacing:4px;color:#1d2125"


def init_app(app: Flask) -> None:
    """Let this room write the mails with codes."""
    composers.register(app, MailKind.CODE, composers.one_by_one(compose))


def compose(session: Session, mail: OutgoingMail, _lines: list[Occurrence], now: datetime) -> Letter | Nothing:
    """The digits, until when they are good, and what to do if nobody asked for them. No word of the task."""
    code = session.get(LinkCode, int(mail.dedupe_key.partition(":")[2]))
    account = session.get(Account, mail.account_id)
    gone = account is None or account.disabled_at is not None
    if code is None or gone or code.used_at is not None or code.expires_at <= now or account is None:
        return Nothing(USELESS)
    digits = digits_of(code)
    until = format_clock(code.expires_at, account.organization.time_zone)
    before = _("Mã để gửi cập nhật của đồng chí:")
    after = (
        _("Mã dùng một lần, đến %(clock)s. Nhập vào trang đang mở.", clock=until),
        _("Không đưa mã này cho ai. Nếu đồng chí không yêu cầu, hãy bỏ qua thư này; không có gì thay đổi."),
    )
    html = [f'<p style="{_TEXT_STYLE}">{escape(before)}</p>', f'<p style="{_CODE_STYLE}">{digits}</p>']
    html += [f'<p style="{_TEXT_STYLE}">{escape(each)}</p>' for each in after]
    return Letter(
        subject=_("Mã xác nhận: %(digits)s", digits=digits),
        text="\n\n".join((before, f"    {digits}", *after)) + "\n",
        html="".join(html),
    )
