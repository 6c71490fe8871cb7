"""Databases to send from: one committee, and either mails that are due already or tasks that a ladder reminds of."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import sqlalchemy as sa

from tracker import schema
from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account
from tracker.core.engines import prepare
from tracker.directives.models import Directive, DocumentType, SourceDocument
from tracker.groups.models import Group, GroupKind, Membership
from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import MailKind, OccurrenceKind
from tracker.organizations.models import Level, Organization
from tracker.reminders.models import ReminderCursor
from tracker.tasks.models import Task
from tracker.tasks.status import Kind

DAY = date(2026, 5, 12)  # a Tuesday
MOMENT = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)  # nine o'clock of it in Vietnam
FROM_THE_START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def open_database(url):
    """An engine as the product sets it up, its tables made."""
    engine = sa.create_engine(url)
    prepare(engine)
    schema.upgrade(engine)
    return engine


def fill(engine, rows):
    """Insert `rows`, pairs of a model and its rows; afterwards the numbering goes on behind them."""
    with engine.begin() as connection:
        for model, of_it in rows:
            connection.execute(sa.insert(model), of_it)
            if engine.dialect.name == "postgresql" and "id" in of_it[0]:
                table = model.__tablename__
                connection.exec_driver_sql(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")


def committee(now=MOMENT):
    """One committee with one person, one group and one task that nothing reminds of."""
    common = {"organization_id": 1, "created_at": now}
    names = {"name": "Đảng ủy xã Sông", "short_name": "Xã Sông", "level": Level.COMMUNE, "valid_from": DAY}
    document = {"type": DocumentType.NOTICE, "issued_on": DAY, "issuer": "Đảng ủy", "subject": "Kết luận"}
    directive = {"document_id": 1, "number": 1, "quotation": "Làm", "issuer": "Đảng ủy"}
    yield Organization, [{"id": 1, **names}]
    yield Account, [{**common, "id": 1, "email": "an@example.vn", "full_name": "Nguyễn Văn An", "sort_key": "AN"}]
    yield Group, [{"id": 1, "organization_id": 1, "name": "Tổ", "short_name": "Tổ", "kind": GroupKind.TEAM}]
    yield SourceDocument, [{**common, "id": 1, **document, "quarter": "2026-Q2"}]
    yield Directive, [{**common, "id": 1, **directive, "quarter": "2026-Q2"}]
    yield Task, [_task(1, 1, now=now)]


def mails(number, *, first=1, now=MOMENT):
    """So many due mails, numbered from `first`, each with one line about the one task."""
    common = {"organization_id": 1, "account_id": 1, "local_day": DAY, "created_at": now}
    times = {"not_before": now - timedelta(minutes=1), "expires_at": now + timedelta(days=1)}
    about = {"kind": OccurrenceKind.REMINDER, "rule": "0", "task_id": 1}
    ids = range(first, first + number)
    yield OutgoingMail, [{**common, **times, **_names(each), "id": each, "kind": MailKind.TEST} for each in ids]
    yield Occurrence, [{**common, **about, "key": f"kill:{each}", "mail_id": each} for each in ids]


def office(people, *, due=(DAY,), size=10, looked_at=DAY - timedelta(days=1), now=MOMENT):
    """So many people in groups of `size`, each group with a task for each day of `due`.

    A person is owed a line for each task of the group on its day. The ladder was last looked at on `looked_at`.
    """
    common = {"organization_id": 1, "created_at": FROM_THE_START}
    seat = {"organization_id": 1, "role": SeatRole.MEMBER, "from_on": FROM_THE_START.date()}
    ids = range(2, people + 2)
    groups = range(2, 2 + -(-people // size))
    number = count(2)
    yield (
        Account,
        [{**common, "id": n, "email": f"u{n}@example.vn", "full_name": f"Người {n}", "sort_key": f"{n}"} for n in ids],
    )
    yield (
        Group,
        [
            {"id": n, "organization_id": 1, "name": f"Tổ {n}", "short_name": f"Tổ {n}", "kind": GroupKind.TEAM}
            for n in groups
        ],
    )
    yield Membership, [{**seat, "account_id": n, "group_id": 2 + (n - 2) // size} for n in ids]
    rows = [_task(next(number), group, due_on=day, now=now) for group in groups for day in due]
    yield Task, rows
    yield ReminderCursor, [{"organization_id": 1, "done_until": looked_at, "moved_at": FROM_THE_START}]


def _names(number):
    return {
        "address": f"u{number}@example.vn",
        "dedupe_key": f"kill:{number}",
        "message_id": f"<{number}@theodoi.example>",
    }


def _task(number, group, *, now, due_on=None):
    return {
        "id": number,
        "part": number,
        "organization_id": 1,
        "directive_id": 1,
        "code": f"{number:02d}",
        "quarter": "2026-Q2",
        "title": f"Việc thứ {number}",
        "folded": f"viec thu {number}",
        "kind": Kind.ONGOING_ACTIVITY,
        "lead_group_id": group,
        "assigned_on": FROM_THE_START.date(),
        "due_on": due_on,
        "state_since": now,
    }
