"""The mail with which an administrator tries out the settings, through the very queue that reminders use."""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from tracker.core import clock
from tracker.core.database import transaction
from tracker.core.errors import Invalid
from tracker.core.languages import gettext as _
from tracker.core.text import normalize_email
from tracker.core.words import N_
from tracker.mail.letter import BadAddress, Letter, envelope_address
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.outbox import new_message_id
from tracker.mail.short_letter import short_letter
from tracker.mail.status import MailKind

KEPT_FOR = timedelta(hours=1)


def queue_test(address: str, *, organization_id: int, now: datetime) -> int:
    """Put a test mail into the outbox; returns its number. Invalid for what is no address."""
    try:
        envelope_address(address)
    except BadAddress as error:
        raise Invalid(N_("Địa chỉ thư không đúng. Nhập dạng ten@coquan.vn."), field="address") from error
    with transaction() as session:
        mail = OutgoingMail(
            organization_id=organization_id,
            address=normalize_email(address),
            kind=MailKind.TEST,
            dedupe_key=f"test:{uuid.uuid4()}",
            message_id=new_message_id(),
            local_day=clock.today(_zone(session, organization_id), now),
            not_before=now,
            expires_at=now + KEPT_FOR,
            created_at=now,
        )
        session.add(mail)
        session.flush()
        return mail.id


def compose(session: Session, mail: OutgoingMail, _lines: list[Occurrence], now: datetime) -> Letter:
    """Say when it was sent and from where: that is all there is to learn from it."""
    moment = clock.local(now, _zone(session, mail.organization_id))
    told = (
        _("Thư này cho biết hệ thống theo dõi nhiệm vụ gửi được thư tới địa chỉ của đồng chí."),
        _(
            "Gửi lúc %(time)s ngày %(day)s, từ %(url)s.",
            time=f"{moment:%H:%M}",
            day=f"{moment:%d/%m/%Y}",
            url=current_app.config["BASE_URL"],
        ),
        _("Đồng chí không cần làm gì thêm."),
    )
    return short_letter(_("Thư thử – theo dõi nhiệm vụ"), before=told)


def _zone(session: Session, organization_id: int) -> str:
    organization = sa.table("organization", sa.column("id"), sa.column("time_zone", sa.String))
    query = sa.select(organization.c.time_zone).where(organization.c.id == organization_id)
    zone: str = session.scalars(query).one()
    return zone
