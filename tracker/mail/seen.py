"""What a mail is written from, as one number that changes whenever that does.

The versions of the tasks of its lines and of its reader's account only ever grow, so their sum tells of any change to
one of them. The tables by name: they belong to rooms above this one.
"""

import sqlalchemy as sa

from tracker.mail.models import Occurrence, OutgoingMail
from tracker.mail.status import OccurrenceState

_task = sa.table("task", sa.column("id", sa.Integer), sa.column("version", sa.Integer))
_account = sa.table("account", sa.column("id", sa.Integer), sa.column("version", sa.Integer))

_versions = (
    sa.select(sa.func.coalesce(sa.func.sum(_task.c.version), 0))
    .select_from(sa.join(Occurrence, _task, _task.c.id == Occurrence.task_id))
    .where(Occurrence.mail_id == OutgoingMail.id, Occurrence.state == OccurrenceState.ATTACHED)
    .correlate(OutgoingMail)
    .scalar_subquery()
)
_of_the_account = (
    sa.select(_account.c.version)
    .where(_account.c.id == OutgoingMail.account_id)
    .correlate(OutgoingMail)
    .scalar_subquery()
)

SEEN = _versions + sa.func.coalesce(_of_the_account, 0)
"""The number for the mail of the statement that this stands in."""

SEEN_BY_MAIL = sa.select(OutgoingMail.id, SEEN.label("seen")).where(
    OutgoingMail.id.in_(sa.bindparam("mail_ids", expanding=True))
)
"""The number of each of `mail_ids`."""
