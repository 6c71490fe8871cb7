"""F35: each guard is taken out in turn; the trial that relies on it must see faults, and none while it stands."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import procrastinate
import pytest
import sqlalchemy as sa
from procrastinate.manager import JobManager
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.visitors import replacement_traverse

from tests.conftest import empty_the_file, empty_the_tables
from tests.faults import guards, worker_guards
from tests.faults.guards import Sleep, others_send, others_take_back
from tests.faults.matrix import FULL
from tests.faults.world import committee
from tracker import workers
from tracker.core.database import db
from tracker.mail import claims, delivery, pauses, rate, readiness, reaping, settle
from tracker.mail import jobs as mail_jobs
from tracker.mail.models import OutgoingMail
from tracker.mail.rows import change
from tracker.mail.seen import SEEN_BY_MAIL
from tracker.mail.status import MailState, OccurrenceState
from tracker.reminders import actions, digest, dues, mornings
from tracker.reminders.rules import Part, Rule

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def insert_anything(session, table, rows, _unique):
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    if rows := list(rows):
        session.connection().execute(insert(table).on_conflict_do_nothing(), rows)


def one_digest_a_day(patch, engine):
    patch.setattr(actions, "_insert", insert_anything)
    return guards.without_unique(engine, "outgoing_mail", "dedupe_key")


def one_line_once(patch, engine):
    patch.setattr(actions, "_insert", insert_anything)
    return guards.without_unique(engine, "occurrence", "key")


def start_guard(patch, _engine):
    def begin(session, mail, _worker, now, settings):
        ours, until = OutgoingMail.id == mail.id, now + settings.lease
        return change(session, OutgoingMail, ours, state=MailState.SENDING, lease_until=until) == 1

    patch.setattr(readiness, "_guard", begin)
    patch.setattr(reaping, "_believe_journal", lambda *_: 0)  # it would mend what comes of it


def owner_at_the_dot(patch, _engine):
    patch.setattr(delivery, "still_holds", lambda *_, **__: True)


def owner_at_settling(patch, _engine):
    patch.setattr(settle, "_still_ours", lambda mail_id, _worker: (OutgoingMail.id == mail_id,))


def evidence_wins(patch, _engine):
    def accept(session, mail, outcome, now):
        values = {"state": MailState.ACCEPTED, "accepted_at": now, "accepted_reply": outcome.answer[:500]}
        held = (OutgoingMail.id == mail.id, OutgoingMail.state == MailState.SENDING)
        change(session, OutgoingMail, *held, **values, **claims.FREE)

    patch.setattr(settle, "_accept", accept)


def mark_of_a_repeat(patch, _engine):
    def unmarked(*where, **values):
        values.pop("maybe_twice", None)
        return change(*where, **values)

    patch.setattr(reaping, "change", unmarked)


def taking_back(patch, _engine):
    patch.setattr(reaping, "reap", lambda _now: 0)


def lock_of_a_claim(patch, _engine):
    patch.setattr(sa.Select, "with_for_update", lambda query, **_: query)


def passing_over_locked_rows(patch, _engine):
    real = sa.Select.with_for_update
    patch.setattr(sa.Select, "with_for_update", lambda query, **_: real(query))


def limit_of_a_minute(patch, _engine):
    patch.setattr(
        rate, "take", lambda _session, server, *_, until, **__: rate.Place(server=server, number=0, until=until)
    )


def rest_of_a_place(patch, _engine):
    patch.setattr(rate, "MINUTE", timedelta(0))


def pause(patch, engine):
    """Asked when mails are taken, and once more by the guard of each: here by neither."""
    patch.setattr(pauses, "paused_because", lambda _session: None)
    pause_at_the_start(patch, engine)


def pause_at_the_start(patch, _engine):
    def paused_or_not(part):
        return sa.true() if part is readiness.NOT_PAUSED else None

    patch.setattr(readiness, "_BEGIN", replacement_traverse(readiness._BEGIN, {}, paused_or_not))


def hours_of_digests(patch, _engine):
    def all_day(_organization, day):
        start = datetime.combine(day, time(), ZONE)
        return mornings.Window(not_before=start, expires_at=start + timedelta(days=1))

    for each in (mornings, digest):  # when it is written down, and when it leaves
        patch.setattr(each, "window_of", all_day)


def truth_at_writing(patch, _engine):
    def all_lines(lines, tasks, _reader, mail_day):
        about = {"part": Part.LEAD, "urgency": dues.Urgency.TODAY, "day": mail_day, "caught_up": False}
        return [dues.Due(now=tasks[line.task_id], rule=Rule.parse(line.rule), **about) for line in lines]

    patch.setattr(digest, "still_true", all_lines)


def truth_at_the_guard(patch, _engine):
    real = readiness._guard

    def guard(session, mail, *more):
        seen = session.execute(SEEN_BY_MAIL, {"mail_ids": [mail.id]}).one().seen
        return real(session, replace(mail, seen=seen), *more)

    patch.setattr(readiness, "_guard", guard)


def age_of_the_written(patch, _engine):
    patch.setattr(delivery, "FRESH", timedelta(days=1))


def a_reason_without_a_mail(patch, _engine):
    real = actions._row

    def row(*about):
        return {**real(*about), "state": OccurrenceState.ATTACHED, "state_reason": ""}

    patch.setattr(actions, "_row", row)


def looking_into_jobs(patch, _engine):
    async def none(*_):
        return set()

    patch.setattr(workers, "_still_of_use", none)


def forgetting_jobs(patch, _engine):
    async def leave(*_, **__):
        return False

    patch.setattr(JobManager, "cancel_job_by_id_async", leave)


def looking_for_the_dead(patch, _engine):
    async def none(*_, **__):
        return []

    patch.setattr(JobManager, "get_stalled_jobs", none)


def stop_of_a_worker(patch, _engine):
    patch.setattr(workers, "_stop_when_asked", lambda call_next, *_: call_next())


def mails_of_the_job(patch, _engine):
    real = mail_jobs.deliver_due
    patch.setattr(mail_jobs, "deliver_due", lambda _mail_ids: real())


def pressing_first(patch, _engine):
    real = procrastinate.App.configure_task
    patch.setattr(procrastinate.App, "configure_task", lambda *of, **named: real(*of, **{**named, "priority": 0}))


def repeats(trial):
    return lambda outbox, rehearse: trial(outbox, rehearse).extra


def dies_after_the_dot(outbox, rehearse):
    found = Sleep("accepted", guards.it_dies)(outbox, rehearse)
    assert found.extra == 1, "the one repeat that is allowed"
    return found.unmarked


MUTANTS = {
    one_digest_a_day: guards.second_digests,
    one_line_once: guards.second_lines,
    start_guard: repeats(Sleep("claimed", others_send)),
    owner_at_the_dot: repeats(Sleep("guarded", others_send)),
    owner_at_settling: lambda *of: Sleep("dot", others_send, refuses=True)(*of).unsettled,
    evidence_wins: repeats(Sleep("accepted", others_take_back)),
    mark_of_a_repeat: dies_after_the_dot,
    taking_back: lambda *of: Sleep("guarded", guards.it_dies)(*of).lost,
    lock_of_a_claim: guards.claimed_twice,
    passing_over_locked_rows: guards.waited_for,
    limit_of_a_minute: guards.mails_over_the_limit,
    rest_of_a_place: guards.mails_over_the_limit,
    pause: guards.mails_while_paused,
    pause_at_the_start: guards.mails_after_a_pause,
    hours_of_digests: guards.mails_at_night,
    truth_at_writing: guards.stale_mails,
    truth_at_the_guard: guards.changed_after_writing,
    age_of_the_written: guards.grown_old,
    a_reason_without_a_mail: guards.detached_lines,
}
"""By the guard that is taken out: what sees it."""

OF_WORKERS = {
    looking_into_jobs: worker_guards.jobs_too_many,
    forgetting_jobs: worker_guards.jobs_of_no_use,
    looking_for_the_dead: worker_guards.jobs_of_the_dead,
    stop_of_a_worker: worker_guards.jobs_after_the_stop,
    mails_of_the_job: worker_guards.mails_of_others,
    pressing_first: worker_guards.pressing_mails_waiting,
}
"""The same for the queue of the workers."""

ONLY_ON_POSTGRESQL = {
    lock_of_a_claim,
    passing_over_locked_rows,
}  # elsewhere a single process writes at a time, whatever it asks for


@pytest.fixture
def begin_anew(outbox, request):
    """Empty the database but for the committee."""

    def begin():
        db.session.remove()
        if outbox.engine.dialect.name == "sqlite":
            empty_the_file(outbox.engine, request.getfixturevalue("empty_sqlite"))
        else:
            empty_the_tables(request.getfixturevalue("sweeper"))
        if outbox.driver == "workers":
            worker_guards.in_queue(outbox, "TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")

    yield begin
    begin()


def test_every_guard_taken_out_is_noticed(outbox, rehearse, begin_anew, tell):
    survivors, mutants = [], mutants_at(outbox)
    for remove, trial in mutants.items():
        begin_anew()
        outbox.add(committee())
        assert trial(outbox, rehearse) == 0, f"{remove.__name__}: a fault although it stands"
        begin_anew()
        with pytest.MonkeyPatch.context() as patch, ExitStack() as undone:
            if (table := remove(patch, outbox.engine)) is not None:
                undone.enter_context(table)
            outbox.add(committee())
            if not trial(outbox, rehearse):
                survivors.append(remove.__name__)
            begin_anew()
    assert survivors == []
    tell(f"mutants={len(mutants)} killed={len(mutants) - len(survivors)}", promise="P14")


def mutants_at(outbox):
    """Those that make sense there, each with the trial that must see it."""
    if outbox.driver == "workers":
        return {**(MUTANTS if FULL else {}), pause: MUTANTS[pause], **OF_WORKERS}  # the other code is the same there
    left_out = ONLY_ON_POSTGRESQL if outbox.engine.dialect.name == "sqlite" else set()
    return {remove: trial for remove, trial in MUTANTS.items() if remove not in left_out}
