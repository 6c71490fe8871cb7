"""A database with one committee, one task, and any number of mails that are due."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from tracker import schema
from tracker.accounts.models import Account
from tracker.core.database import prepare
from tracker.directives.models import Directive, DocumentType, SourceDocument
from tracker.groups.models import Group, GroupKind
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, OccurrenceKind
from tracker.organizations.models import Level, Organization
from tracker.tasks.models import Task
from tracker.tasks.status import Kind

DAY = date(2026, 5, 12)


def make_world(url, mails, *, now=None):
    """Create the tables at `url` and fill them; each mail carries one line about the task."""
    now = now or datetime.now(UTC)
    engine = sa.create_engine(url)
    prepare(engine)
    schema.upgrade(engine)
    with engine.begin() as connection:
        for table, rows in (*committee(now), *_mails(mails, now)):
            connection.execute(sa.insert(table), rows)
    engine.dispose()


def committee(now):
    common = {"organization_id": 1, "created_at": now}
    yield (
        Organization,
        [{"id": 1, "name": "Đảng ủy xã Sông", "short_name": "Xã Sông", "level": Level.COMMUNE, "valid_from": DAY}],
    )
    yield Account, [{**common, "id": 1, "email": "an@example.vn", "full_name": "Nguyễn Văn An", "sort_key": "AN"}]
    yield Group, [{"id": 1, "organization_id": 1, "name": "Tổ", "short_name": "Tổ", "kind": GroupKind.TEAM}]
    yield (
        SourceDocument,
        [
            {
                **common,
                "id": 1,
                "type": DocumentType.NOTICE,
                "issued_on": DAY,
                "issuer": "Đảng ủy",
                "subject": "Kết luận",
                "quarter": "2026-Q2",
            }
        ],
    )
    yield (
        Directive,
        [
            {
                **common,
                "id": 1,
                "document_id": 1,
                "quarter": "2026-Q2",
                "number": 1,
                "quotation": "Làm",
                "issuer": "Đảng ủy",
            }
        ],
    )
    yield (
        Task,
        [
            {
                "id": 1,
                "organization_id": 1,
                "directive_id": 1,
                "code": "01",
                "quarter": "2026-Q2",
                "title": "Việc",
                "folded": "viec",
                "kind": Kind.ONGOING_ACTIVITY,
                "lead_group_id": 1,
                "assigned_on": DAY,
                "state_since": now,
            }
        ],
    )


def _mails(count, now):
    common = {"organization_id": 1, "account_id": 1, "local_day": DAY, "created_at": now}
    yield (
        OutgoingMail,
        [
            {
                **common,
                "id": number,
                "address": f"u{number}@example.vn",
                "kind": MailKind.TEST,
                "dedupe_key": f"kill:{number}",
                "message_id": f"<{number}@theodoi.example>",
                "not_before": now - timedelta(minutes=1),
                "expires_at": now + timedelta(days=1),
            }
            for number in range(1, count + 1)
        ],
    )
    yield (
        Occurrence,
        [
            {
                **common,
                "key": f"kill:{number}",
                "kind": OccurrenceKind.REMINDER,
                "rule": "0",
                "task_id": 1,
                "mail_id": number,
            }
            for number in range(1, count + 1)
        ],
    )
