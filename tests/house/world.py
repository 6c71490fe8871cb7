"""A small world with one thing behind every route, walked by the whole cast, and put back after each change."""

import contextvars
import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from types import MappingProxyType

import sqlalchemy as sa

from tests.cast import NOW, TODAY, Cast
from tests.conftest import empty_the_file
from tests.house.doors import STRANGER
from tests.pages import Pages
from tracker.accounts.access import token_hash
from tracker.accounts.models import Account, SignIn
from tracker.accounts.signed_links import Purpose, make_token
from tracker.audit.trail import record
from tracker.calendar.models import CalendarOverride
from tracker.core import clock
from tracker.core.database import Base, db, transaction
from tracker.core.quarter import Quarter
from tracker.directives.models import Directive
from tracker.exchange.models import CalendarFeed
from tracker.files.store import keep
from tracker.groups.models import Membership
from tracker.mail.models import DeadAddress, OutgoingMail, RestoredMail
from tracker.mail.shared_models import SenderNode
from tracker.mail.status import MailKind, MailState, NodeKind
from tracker.meetings.models import MeetingNote, RoomLink
from tracker.reminders.models import Chase
from tracker.saved_filters.models import SavedFilter
from tracker.tasks.models import Evidence, StatusUpdate, Task
from tracker.tasks.status import State

CONTENT = b"%PDF-1.4 minutes of the meeting"
FEED_TOKEN = "the secret of a calendar"
ROOM_TOKEN = "the secret of a room"
AS_A_REPLICA = "SET LOCAL session_replication_role = replica"
MAIL = "20260512-020000000000-0123abcd.eml"


@dataclass
class World:
    """`places` are the things, by the names that addresses use; `version` is the one a form of the task shows."""

    app: object
    pages: Pages
    places: dict[str, object]
    version: str
    kept: "Snapshot | None" = None

    def ask(self, name: str, method: str, path: str, data: dict | None = None):
        """What a member of the cast, or a stranger, is answered."""
        visitor = self.pages.of(None if name == STRANGER else name)
        sent = {"data": {"csrf_token": visitor.token(), **(data or {})}} if method == "POST" else {}

        def asking():
            with clock.frozen(NOW):
                return visitor.client.open(path, method=method, **sent)

        answer = contextvars.Context().run(asking)
        answer.get_data()
        answer.close()
        db.session.rollback()
        return answer

    def path(self, endpoint: str, at: Mapping[str, str] = MappingProxyType({})) -> str:
        """The address of a route, at the thing of this world; `at` names another thing for an argument."""
        if endpoint == "web.asset":
            return self.asset
        rules = list(self.app.url_map.iter_rules(endpoint))
        values = {name: self.places[at.get(name, name)] for name in rules[0].arguments}
        return self.app.url_map.bind("localhost").build(endpoint, values)

    @property
    def asset(self) -> str:
        with self.app.test_request_context():
            return self.app.jinja_env.globals["asset"]("theme.css")

    def put_back(self, name: str) -> None:
        """Undo what a member of the cast has just done, in the database and in their browser."""
        self.kept.restore()
        self.pages.clients[None if name == STRANGER else name].client._cookies = dict(self.kept.cookies[name])


def build(app, cast: Cast, make, names) -> World:
    """The world, everybody signed in."""
    _receive_a_mail(Path(app.config["DATA_DIR"]) / "mailbox")
    task = make.task(lead="a", supporting=["b"], state=State.AWAITING_CONFIRMATION, due_on=TODAY, reported_on=TODAY)
    update, evidence = _reported(app, task, cast)
    pages = Pages(app, cast)
    for name in names:
        contextvars.Context().run(pages.of(None if name == STRANGER else name).token)
    world = World(app=app, pages=pages, places=_places(cast, task, update, evidence), version=str(task.version))
    world.kept = Snapshot(world, names)
    return world


def _places(cast: Cast, task: Task, update: StatusUpdate, evidence: Evidence) -> dict[str, object]:
    """What stands in an address; a new argument of an address gets its line here."""
    binh, second = cast.people["binh"].id, _second_sign_in(cast)
    with transaction() as session:
        session.add(_feed(cast, "an"))
        override = CalendarOverride(organization_id=cast.home.id, day=TODAY, works=False, reason="Ngày hội")
        held = OutgoingMail(
            organization_id=cast.home.id, account_id=binh, address="binh@example.vn", kind=MailKind.NOTICE,
            dedupe_key="held", message_id="<held@theodoi.example>", local_day=TODAY, not_before=NOW, created_at=NOW,
            expires_at=NOW + timedelta(days=1), state=MailState.HELD,
        )  # fmt: skip
        node = SenderNode(name="here", kind=NodeKind.SCHEDULER, host="here", pid=1, started_at=NOW, pass_at=NOW)
        restored = RestoredMail(
            organization_id=cast.home.id, account_id=binh, address="binh@example.vn", kind=MailKind.NOTICE,
            dedupe_key="sent later", message_id="<later@theodoi.example>", local_day=TODAY, sent_at=NOW, host="here",
            found_at=NOW,
        )  # fmt: skip
        dead = DeadAddress(
            organization_id=cast.home.id, address="binh@example.vn", reply="550 5.1.1 unknown", since=NOW
        )
        session.add_all([override, held, node, restored, dead])
    session = db.session()
    places = {
        "name": MAIL,
        "account_id": binh,
        "sign_in_id": second.id,
        "document_id": session.get_one(Directive, task.directive_id).document_id,
        "task_id": task.id,
        "token": make_token(Purpose.UPDATE, session.get_one(Account, binh), task.id, now=NOW),
        "digests_token": make_token(Purpose.DIGESTS, session.get_one(Account, binh), binh, now=NOW),
        "feed_token": FEED_TOKEN,
        "room_token": ROOM_TOKEN,
        "room_link_id": _room(cast, task).id,
        "note_id": _note(cast, task).id,
        "saved_id": _saved_filter(cast).id,
        "number": 1,
        "update_id": update.id,
        "evidence_id": evidence.id,
        "group_id": cast.groups["a"].id,
        "seat_id": session.scalars(sa.select(Membership.id).where(Membership.account_id == binh)).one(),
        "quarter": Quarter.parse(task.quarter),
        "organization_id": cast.home.id,
        "parent_id": cast.home.id,
        "field_id": cast.fields["rural"].id,
        "override_id": override.id,
        "mail_id": held.id,
        "restored_id": restored.id,
        "word": MailState.HELD.value,
        "chase_id": _chase(cast, task).id,
        "spare_account_id": cast.people["dung"].id,
        "other_group_id": cast.groups["c"].id,
        "empty_group_id": cast.groups["c"].id,
    }
    session.rollback()
    return places


def _reported(app, task: Task, cast: Cast) -> tuple[StatusUpdate, Evidence]:
    with app.app_context():
        blob = keep(CONTENT)
    home = {"organization_id": task.organization_id, "task_id": task.id, "created_at": NOW}
    with transaction() as session:
        record(
            session, actor=cast.hoa, now=NOW, organization_id=task.organization_id, action="task.assigned",
            subject="task", subject_id=task.id, task_id=task.id,
        )  # fmt: skip
        update = StatusUpdate(
            **home,
            group_id=cast.groups["a"].id,
            author_id=cast.people["binh"].id,
            reported_on=TODAY,
            from_state=State.IN_PROGRESS,
            to_state=State.AWAITING_CONFIRMATION,
            done_text="Đã làm xong",
        )
        session.add(update)
        session.flush()
        evidence = Evidence(
            **home,
            status_update_id=update.id,
            name="biên bản.pdf",
            media_type="application/pdf",
            size=blob.size,
            sha256=blob.sha256,
        )
        session.add(evidence)
    return update, evidence


def _chase(cast: Cast, task: Task) -> Chase:
    """Words the office sent by hand."""
    with transaction() as session:
        made = Chase(
            organization_id=task.organization_id,
            author_id=cast.people["hoa"].id,
            text="Đề nghị báo cáo",
            form_key="an earlier form",
            created_at=NOW,
        )
        session.add(made)
    return made


def _saved_filter(cast: Cast) -> SavedFilter:
    """What Binh keeps."""
    with transaction() as session:
        made = SavedFilter(
            organization_id=cast.home.id,
            account_id=cast.people["binh"].id,
            name="Quá hạn của tôi",
            query="state=over&mine=group",
            created_at=NOW,
        )
        session.add(made)
    return made


def _feed(cast: Cast, name: str) -> CalendarFeed:
    """The address of a calendar."""
    return CalendarFeed(
        organization_id=cast.home.id,
        account_id=cast.people[name].id,
        token_hash=token_hash(FEED_TOKEN),
        created_at=NOW,
    )


def _room(cast: Cast, task: Task) -> RoomLink:
    """A screen in the meeting room."""
    with transaction() as session:
        made = RoomLink(
            organization_id=cast.home.id,
            quarter=task.quarter,
            token_hash=token_hash(ROOM_TOKEN),
            author_id=cast.people["hoa"].id,
            created_at=NOW,
            expires_at=NOW + timedelta(hours=2),
        )
        session.add(made)
    return made


def _note(cast: Cast, task: Task) -> MeetingNote:
    """A conclusion about the task."""
    with transaction() as session:
        made = MeetingNote(
            organization_id=cast.home.id,
            quarter=task.quarter,
            group_id=task.lead_group_id,
            task_id=task.id,
            text="Báo cáo trong tuần",
            author_id=cast.people["hoa"].id,
            created_at=NOW,
        )
        session.add(made)
    return made


def _receive_a_mail(folder: Path) -> None:
    """A mail in the demo's mailbox."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Nhắc việc", "a@example.vn", "b@example.vn"
    message.set_content("Một việc")
    message.add_alternative("<p>Một việc</p>", subtype="html")
    folder.mkdir(exist_ok=True)
    (folder / MAIL).write_bytes(bytes(message))


def _second_sign_in(cast: Cast) -> SignIn:
    """Another device of Binh's."""
    with transaction() as session:
        made = SignIn(
            organization_id=cast.home.id,
            account_id=cast.people["binh"].id,
            token_hash="another device",
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        session.add(made)
    return made


def digest(engine: sa.Engine) -> str:
    """One hash over every row of every table."""
    summed = hashlib.sha256()
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)):
                summed.update(repr((table.name, tuple(row))).encode())
    return summed.hexdigest()


class Snapshot:
    """The database and the browsers as they were. SQLite keeps a copy of its file; PostgreSQL of its tables."""

    def __init__(self, world: World, names) -> None:
        self.cookies = {
            name: dict(world.pages.clients[None if name == STRANGER else name].client._cookies) for name in names
        }
        self.app = world.app
        self.engine = db.engine
        self.path = Path(self.engine.url.database) if self.engine.dialect.name == "sqlite" else None
        if self.path is not None:
            self._copy()
        else:
            self._keep()
            emptied = [f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables]
            filled = [f'INSERT INTO "{name}" SELECT * FROM kept."{name}"' for name in self.kept]
            self.script = "; ".join([AS_A_REPLICA, *emptied, *filled])

    def restore(self) -> None:
        db.session.remove()
        if self.path is not None:
            with self.app.app_context():  # it holds connections of its own to the file
                db.engine.dispose()
            empty_the_file(self.engine, self.copy)
        else:
            self._fill_again()

    def _copy(self) -> None:
        db.session.remove()
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()
        self.copy = self.path.with_suffix(".kept")
        shutil.copy(self.path, self.copy)

    def _keep(self) -> None:
        """The rows, in tables of a schema beside the product's."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
            tables = Base.metadata.sorted_tables
            self.kept = [each.name for each in tables if connection.scalar(sa.select(sa.exists(sa.select(each))))]
            for name in self.kept:
                connection.exec_driver_sql(f'CREATE UNLOGGED TABLE kept."{name}" AS TABLE "{name}"')

    def _fill_again(self) -> None:
        """Deleting a few rows is far quicker than truncating; for it the trail's guard and the references look away."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(self.script)
