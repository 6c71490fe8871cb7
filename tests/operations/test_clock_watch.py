"""The clock of a process: a leap stops sending, its return or a person's word lets it go on."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cast import NOW
from tracker.accounts.actor import system
from tracker.administration import status_actions
from tracker.administration.clock_watch import ClockWatch
from tracker.audit.models import AuditEntry
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.jobs import Job
from tracker.mail import pauses
from tracker.mail.leaps import detail_of, leap_words, seconds_of
from tracker.mail.nodes import Heart
from tracker.mail.shared_models import SenderNode
from tracker.mail.status import NodeKind, PauseReason

WORK = Job(name="work", every_seconds=0, run=lambda: None)
WRITING = Job(name="write", every_seconds=0, run=lambda: None, by_the_clock=True)


class Process:
    """One process with clocks of its own."""

    def __init__(self):
        self.wall, self.seconds = NOW, 1000.0
        self.heart = Heart(NodeKind.SCHEDULER)
        self.heart.begin(NOW)
        self.watch = ClockWatch(self.heart, now=lambda: self.wall, steady=lambda: self.seconds)

    def look(self, job=WORK, *, passed=20, leap=0):
        """So many seconds later, the wall clock having leapt by `leap` on top."""
        self.seconds += passed
        self.wall += timedelta(seconds=passed + leap)
        return self.watch.may_run(job)

    @property
    def skew(self):
        db.session.rollback()
        return db.session.scalar(sa.select(SenderNode.skew_seconds).where(SenderNode.name == self.heart.name))


@pytest.fixture
def process(cast, session):
    return Process()


def said(cast):
    db.session.rollback()
    ours = sa.select(AuditEntry).where(AuditEntry.organization_id == cast.home.id).order_by(AuditEntry.id)
    return [(each.action, each.actor_id) for each in db.session.scalars(ours)]


def stopped():
    return pauses.is_paused_for(db.session(), PauseReason.CLOCK)


@pytest.mark.parametrize(("leap", "stops"), [(299, False), (302, True), (-299, False), (-302, True)])
def test_a_leap_of_more_than_five_minutes_stops_sending(process, cast, leap, stops):
    process.look(leap=leap)
    assert stopped() is stops
    assert process.skew == (leap if stops else 0)
    assert said(cast) == ([("sending.clock_leapt", None)] if stops else [])


def test_small_steps_add_up(process):
    for _ in range(4):
        process.look(leap=100)
    assert stopped()


def test_time_that_passes_is_no_leap(process):
    process.look(passed=40 * 86400)
    assert not stopped()


def test_it_goes_on_when_the_clock_is_back_within_a_minute_and_the_system_says_so(process, cast):
    process.look(leap=7200)
    process.look(leap=-7200 + 61)
    assert stopped()
    process.look(leap=-2)
    assert not stopped()
    assert process.skew == 0
    assert said(cast) == [("sending.clock_leapt", None), ("sending.clock_back", None)]


def test_the_last_process_that_saw_the_leap_ends_the_pause(process, cast):
    other = Process()
    for each in (process, other):
        each.look(leap=7200)
    process.look(leap=-7200)
    assert stopped(), "the other still sees it"
    other.look(leap=-7200)
    assert not stopped()
    assert said(cast).count(("sending.clock_back", None)) == 1


def test_a_process_started_after_the_leap_ends_nothing(process):
    process.look(leap=7200)
    Process().look()
    assert stopped()


def test_once_a_person_says_that_the_clock_is_right_it_is_the_new_measure(process, cast):
    process.look(leap=7200)
    status_actions.resume(actor=system(cast.home.id), now=NOW)
    process.look()
    assert not stopped()
    assert process.skew == 0
    process.look(leap=-7200)
    assert stopped(), "leaping back is another leap"
    assert [action for action, _ in said(cast)][:2] == ["sending.clock_leapt", "sending.clock_confirmed"]


def test_what_a_person_stopped_stays_stopped_when_the_clock_comes_back(process, cast):
    status_actions.pause(actor=system(cast.home.id), now=NOW, reason="Đổi máy chủ thư")
    process.look(leap=7200)
    process.look(leap=-7200)
    assert pauses.paused_because(db.session()) is PauseReason.BY_HAND


@pytest.mark.postgres
@pytest.mark.parametrize(("ahead", "may"), [(0, True), (59, True), (62, False), (-62, False)])
def test_far_from_the_database_nothing_is_written_but_other_work_goes_on(process, monkeypatch, ahead, may):
    real = clock.wall
    monkeypatch.setattr(clock, "wall", lambda: real() + timedelta(seconds=ahead))
    assert process.look(WRITING) is may
    assert process.look(WORK)
    db.session.rollback()
    assert abs(db.session.scalar(sa.select(SenderNode.database_skew)) - ahead) <= 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3 * 86400, "nhảy tới 3 ngày"),
        (-3720, "nhảy lùi 1 giờ 2 phút"),
        (301, "nhảy tới 5 phút 1 giây"),
        (86400 + 120, "nhảy tới 1 ngày"),
    ],
)
def test_a_leap_in_words(seconds, words):
    assert leap_words(seconds) == words
    assert seconds_of(detail_of(seconds, "may-chu")) == seconds


def test_the_band_and_the_pages_tell_by_how_much_and_since_when(pages, cast, session):
    with transaction() as writing:
        pauses.pause(writing, PauseReason.CLOCK, now=NOW, detail=detail_of(7260, "may-chu"))
        writing.add(
            SenderNode(
                name="a", kind=NodeKind.SCHEDULER, host="may-chu", pid=7, started_at=NOW, pass_at=NOW,
                skew_seconds=7260, database_skew=75,
            )
        )  # fmt: skip
    band = "đồng hồ máy chủ nhảy tới 2 giờ 1 phút, lúc đó đồng hồ chỉ"
    assert band in pages.of("hoa").get("/more").text
    text = pages.of("quan").get("/status").text
    assert "đồng hồ nhảy tới 2 giờ 1 phút" in text
    assert "đồng hồ lệch 75 giây so với máy chủ cơ sở dữ liệu" in text
    assert "máy này không lập thư nhắc" in text
    assert "Đồng hồ máy chủ nhảy tới 2 giờ 1 phút." in pages.of("quan").get("/status/pause").text
    pages.of("quan").post("/status/resume", {})
    assert said(cast)[-1] == ("sending.clock_confirmed", cast.people["quan"].id)
