"""Who asks for what: the readers of a made-up nation, the pages they open, and what these ask of the database."""

import contextvars
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from tests.benchmarks.pages.driving import Visit
from tests.benchmarks.pages.recording import Script, recorded
from tests.pages import sign_in
from tracker.accounts.access import token_hash
from tracker.accounts.actor import SeatRole
from tracker.accounts.models import Account, SignIn
from tracker.core import clock
from tracker.core.database import db, transaction
from tracker.core.quarter import Quarter
from tracker.groups.models import Membership
from tracker.tallies.models import Tally
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.status import SelfRating, State

COMMUNE, PROVINCE, CENTRE = "xa1", "tinh1", "tw"
VARIETY = 24
"""Tasks that are opened, or reported on, in turn."""

WORDS = "Đã họp, phân công từng thôn; đang làm hồ sơ và lấy ý kiến nhân dân."


@dataclass
class Asked:
    """One kind of page: its addresses with their readers, and a script for each."""

    name: str
    visits: list[Visit]
    scripts: list[Script] = field(default_factory=list)
    size: int = 0
    html: str = ""


class Scene:
    """A filled database seen through the application."""

    def __init__(self, app) -> None:
        self.app = app
        self.clients: dict = {}
        with app.app_context():
            self.quarter = Quarter.of(clock.today("Asia/Ho_Chi_Minh", clock.now()))
            self.mark = {table: db.session.scalar(sa.select(sa.func.max(table.id))) or 0 for table in ADDED}
            db.session.remove()

    def pages(self, wanted) -> Iterator[Asked]:
        """Each page that there is, opened once or a few times so that its statements are known."""
        makers = {
            "board": lambda: [self.visit("office", COMMUNE, f"/board/{self.quarter}")],
            "list": lambda: [self.visit("office", COMMUNE, "/tasks")],
            "task": self.task_visits,
            "update": self.update_visits,
            "province": lambda: self.overview(PROVINCE),
            "nation": lambda: self.overview(CENTRE),
        }
        for name, make in makers.items():
            visits = make() if name in wanted else []
            if visits:
                yield self.open(Asked(name, visits))

    def open(self, asked: Asked) -> Asked:
        """Fetch each address twice and keep what the second time asked: the first fills what a process remembers."""
        for visit in asked.visits:
            for _time in range(2):
                with self.app.app_context(), recorded() as script:
                    script.size, asked.html = self.fetch(visit)
            script.writes = visit.form is not None
            asked.scripts.append(script)
        asked.size = max(script.size for script in asked.scripts)
        return asked

    def fetch(self, visit) -> tuple[int, str]:
        client = self.clients[visit.cookie]
        if visit.form is None:
            answer = _apart(lambda: client.get(visit.path))
            assert answer.status_code == 200, (visit.path, answer.status_code)
            return len(answer.data), answer.text
        form = {**visit.form, "version": str(visit.version), "form_key": f"{visit.task_id}-{visit.version}"}
        answer = _apart(lambda: client.post(visit.path, data=form))
        assert answer.status_code == 303, (visit.path, answer.status_code, answer.text[-2000:])
        visit.version += 1
        return len(answer.data), answer.text

    def visit(self, key, place, path, **more) -> Visit:
        return Visit(path, cookie=self.cookie(f"{key}.{place}@theodoi.example"), **more)

    def cookie(self, email) -> str:
        """The cookie of somebody who has signed in."""
        client = self.app.test_client()
        with self.app.app_context():
            account = db.session.scalars(sa.select(Account).where(Account.email == email)).one()
            db.session.remove()
        for cookie, known in self.clients.items():
            if known.email == email:
                return cookie
        self._sign_out_the_last_run(account)
        sign_in(self.app, client, account, clock.now())
        return self._keep(client, email)

    def _sign_out_the_last_run(self, account) -> None:
        """A database that is measured twice knows the token of the first time."""
        with self.app.app_context(), transaction() as session:
            session.execute(sa.delete(SignIn).where(SignIn.token_hash == token_hash(f"token of {account.email}")))

    def _keep(self, client, email) -> str:
        _apart(lambda: client.get("/more"))  # the form token enters the cookie
        kept = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        client.email = email
        cookie = f"{self.app.config['SESSION_COOKIE_NAME']}={kept.value}"
        self.clients[cookie] = client
        return cookie

    def overview(self, place) -> list[Visit]:
        with self.app.app_context():
            above = db.session.scalar(sa.select(Account.id).where(Account.email == f"office.{place}@theodoi.example"))
            db.session.remove()
        return [self.visit("office", place, f"/overview/{self.quarter}")] if above else []

    def task_visits(self) -> list[Visit]:
        """The tasks of the commune on which most was reported."""
        return [self.visit("office", COMMUNE, f"/tasks/{task_id}") for task_id in self._read_tasks()]

    def _read_tasks(self) -> list[int]:
        reports = sa.select(sa.func.count(StatusUpdate.id)).where(StatusUpdate.task_id == Task.id).scalar_subquery()
        return [
            task_id for (task_id,) in self._ids(sa.select(Task.id).order_by(reports.desc(), Task.id).limit(VARIETY))
        ]

    def update_visits(self) -> list[Visit]:
        """Tasks that their groups have begun, each with the head of its group; others than those read, if any."""
        rows = self._ids(
            sa.select(Task.id, Task.version, Account.email)
            .join(Membership, Membership.group_id == Task.lead_group_id)
            .join(Account, Account.id == Membership.account_id)
            .where(Membership.role == SeatRole.HEAD, Task.state == State.IN_PROGRESS)
            .order_by(Task.id.in_(self._read_tasks()), Task.id)
            .limit(VARIETY)
        )
        return [self._update(*row) for row in rows]

    def _update(self, task_id, version, email) -> Visit:
        cookie, path = self.cookie(email), f"/tasks/{task_id}/update"
        html = _apart(lambda: self.clients[cookie].get(path)).text
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', html)[1]
        form = {"csrf_token": token, "self_rating": SelfRating.ON_TRACK.value, "done_text": WORDS}
        return Visit(path, cookie, form, task_id, version)

    def _ids(self, rows):
        """Rows about the tasks of the commune's quarter."""
        home = sa.select(Account.organization_id).where(Account.email == f"office.{COMMUNE}@theodoi.example")
        with self.app.app_context():
            here = (Task.organization_id == home.scalar_subquery(), Task.quarter == str(self.quarter))
            found = db.session.execute(rows.where(*here)).all()
            db.session.remove()
        return found

    def put_back(self, asked) -> None:
        """Take away what was reported, so that a round has no more to read than the one before."""
        posted = [visit for visit in asked.visits if visit.form is not None]
        if not posted:
            return
        with self.app.app_context():
            with transaction() as session:
                if db.engine.dialect.name == "postgresql":  # else every review is looked through for each report
                    session.execute(sa.text("SET LOCAL session_replication_role = replica"))
                for table, mark in self.mark.items():
                    session.execute(sa.delete(table).where(table.id > mark))
                rows = sa.select(Task.id, Task.version).where(Task.id.in_([each.task_id for each in posted]))
                versions = dict(session.execute(rows).all())
            db.session.remove()
        for visit in posted:
            visit.version = versions[visit.task_id]

    def tasks(self) -> int:
        with self.app.app_context():
            found = db.session.scalar(sa.select(sa.func.count(Task.id)))
            db.session.remove()
        return found


ADDED = (StatusUpdate, Tally)
"""What a report adds that later pages read. The trail only grows; the tasks whose page is measured are others."""


def _apart(ask):
    """A request as a server would answer it, in a context of its own."""
    return contextvars.Context().run(ask)
