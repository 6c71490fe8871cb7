"""A valid post for every writing route: who sends it, what it says, and what must have been posted before.

A writing route without a row here, and without a reason in `LEAVES_NO_ENTRY`, fails the tests.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.cast import PASSWORD, TODAY
from tests.house.doors import STRANGER
from tracker.calendar.day_list import read_days
from tracker.calendar.imports import weigh
from tracker.core.database import db
from tracker.reminders.chase_rules import Reach
from tracker.reminders.chases import Wanted, look_at

NEW_PASSWORD = "một mật khẩu mới thật dài"
REASON = "Chưa có số văn bản ban hành"

Value = str | Callable[[object], str]


@dataclass(frozen=True, kw_only=True)
class Post:
    """`says` maps a field to its value, or to a function of the world; `at` puts another thing into the address."""

    by: str
    says: Mapping[str, Value] = field(default_factory=dict)
    after: tuple[tuple[str, str], ...] = ()
    at: Mapping[str, str] = field(default_factory=dict)

    def data(self, world) -> dict[str, object]:
        return {name: value(world) if callable(value) else value for name, value in self.says.items()}


def place(name: str) -> Callable[[object], str]:
    """The id of a thing of the world, as a form sends it."""
    return lambda world: str(world.places[name])


def version(later: int = 0) -> Callable[[object], str]:
    """The version of the task, `later` changes on."""
    return lambda world: str(int(world.version) + later)


def people_to_chase(world) -> str:
    """The seal of a preview of the task, as the office has just seen it."""
    wanted = Wanted(task_ids=(world.places["task_id"],), reach=Reach.LEAD, text="")
    seen = look_at(db.session(), wanted, actor=world.pages.cast.hoa, day=TODAY)
    db.session.rollback()
    return seen.seal


def calendar_looked_at(world) -> str:
    """The seal of the page that shows what a list of days changes."""
    found = weigh(db.session(), world.places["organization_id"], TODAY.year, read_days(DAYS, year=TODAY.year).days)
    db.session.rollback()
    return found.seal


DAYS = "02/06/2026; nghỉ; Ngày hội"
SHOWN = {"version": version()}
SENT_BACK = (("tasks.send_task_back", "hoa"),)
WORKING_DAY_WITH_WORK = (("calendar.remove_override", "quan"), *SENT_BACK)
DOCUMENT = {
    "type": "TB", "number": "12-TB/ĐU", "issued_on": "03/04/2026", "issuer": "Thường trực Đảng ủy",
    "subject": "Kết luận hội nghị", "quarter": "2026-Q2", "version": "1",
}  # fmt: skip
ORGANIZATION = {
    "name": "Đảng ủy thôn", "short_name": "Thôn", "level": "branch", "valid_from": "01/07/2025",
    "time_zone": "Asia/Ho_Chi_Minh", "digest_at": "07:30",
    "window_from": "06:00", "window_until": "20:00", "content_level": "full", "version": "1",
}  # fmt: skip
LADDER = {"before": "5, 2", "on_day": "y", "after": "1, 2", "every": "5", "version": "0", "action": "save"}
GROUP = {"name": "Tổ công tác Mới", "short_name": "Mới", "kind": "team", "position": "9", "version": "1"}
PERSON = {"full_name": "Phan Văn Mới", "email": "moi@example.vn", "locale": "vi", "version": "1"}
CLOSED_GROUP = {"group_id": "empty_group_id"}

POSTS: dict[str, Post] = {
    "operations.count_as_received": Post(by="hoa"),
    "operations.give_up": Post(by="hoa"),
    "operations.set_alternative": Post(by="hoa", says={"alternative_email": "binh.tran@coquan.example"}),
    "operations.try_address_again": Post(by="hoa"),
    "operations.pause": Post(by="quan", says={"reason": "Đổi máy chủ thư"}),
    "operations.restored_mails": Post(by="hoa", says={"mails": place("restored_id"), "action": "sent"}),
    "operations.resume": Post(by="quan", after=(("operations.pause", "quan"),)),
    "operations.send_again": Post(by="hoa"),
    "links.code": Post(by=STRANGER, says={"action": "again"}),
    "links.digests": Post(by=STRANGER, says={"List-Unsubscribe": "One-Click"}),
    "links.update": Post(by=STRANGER, says={"action": "draft", "done_text": "Đã làm một nửa", **SHOWN}),
    "accounts.change_password": Post(by="binh", says={"current": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD}),
    "accounts.choose_digests": Post(by="binh", says={"digests": "duties"}),
    "accounts.choose_language": Post(by="binh", says={"language": "en"}),
    "accounts.disable_account": Post(by="quan"),
    "accounts.edit_account": Post(by="quan", says=PERSON),
    "accounts.enable_account": Post(by="quan", after=(("accounts.disable_account", "quan"),)),
    "accounts.end_sign_in": Post(by="binh"),
    "accounts.new_account": Post(by="quan", says=PERSON),
    "accounts.reset_password": Post(by="quan"),
    "accounts.sign_in": Post(by=STRANGER, says={"email": "binh@example.vn", "password": PASSWORD}),
    "accounts.sign_out": Post(by="binh"),
    "board.end_room": Post(by="hoa"),
    "board.new_room": Post(by="hoa", says={"hours": "4"}),
    "board.note": Post(by="hoa", says={"text": "Hoàn thành trước ngày 15/7", "task_id": place("task_id")}),
    "calendar.add_override": Post(
        by="quan", says={"day": "16/05/2026", "works": "work", "reason": "Làm bù", "action": "save"}
    ),
    "calendar.import_days": Post(by="quan", says={"text": DAYS, "seal": calendar_looked_at, "action": "save"}),
    "calendar.remove_override": Post(by="quan"),
    "directives.edit": Post(by="hoa", says=DOCUMENT),
    "directives.new": Post(by="hoa", says=DOCUMENT),
    "exchange.end_calendar": Post(by="binh", after=(("exchange.new_calendar", "binh"),)),
    "exchange.new_calendar": Post(by="binh"),
    "groups.add_seat": Post(
        by="hoa", says={"account_id": place("spare_account_id"), "role": "member", "from_on": "01/05/2026"}
    ),
    "groups.change_seat": Post(by="hoa", says={"role": "deputy"}),
    "groups.close_group": Post(by="hoa", at=CLOSED_GROUP),
    "groups.edit_group": Post(by="hoa", says=GROUP),
    "groups.end_seat": Post(by="hoa", says={"until_on": "12/05/2026"}),
    "groups.new_group": Post(by="hoa", says=GROUP),
    "groups.reopen_group": Post(by="hoa", at=CLOSED_GROUP, after=(("groups.close_group", "hoa"),)),
    "intake.directive": Post(
        by="hoa",
        says={
            "quotation": "Giao Tổ công tác rà soát",
            "title": "Rà soát",
            "issuer": "Thường trực",
            "kind": "ongoing_activity",
            "lead": place("group_id"),
            "due_on": "30/06/2026",
        },
    ),
    "intake.drop_note": Post(by="hoa", says={"version": "1"}),
    "intake.note": Post(by="hoa", says={"version": "1", "text": "Hoàn thành trước ngày 20/7"}),
    "intake.restore_note": Post(by="hoa", after=(("intake.drop_note", "hoa"),)),
    "intake.lines": Post(
        by="hoa",
        says={
            "action": "assign",
            "rows-0-line": "1",
            "rows-0-quotation": "Rà soát",
            "rows-0-title": "Rà soát",
            "rows-0-lead": place("group_id"),
            "rows-0-kind": "ongoing_activity",
            "rows-0-due_on": "30/06/2026",
        },
    ),
    "organizations.add_field": Post(by="quan", says={"name": "Dân vận khéo"}),
    "organizations.close_field": Post(by="quan"),
    "organizations.edit_organization": Post(by="quan", says=ORGANIZATION),
    "organizations.move_field": Post(by="quan", says={"direction": "up"}),
    "organizations.new_organization": Post(by="quan", says=ORGANIZATION),
    "organizations.rename_field": Post(by="quan", says={"name": "Nông thôn mới nâng cao", "version": "1"}),
    "organizations.reopen_field": Post(by="quan", after=(("organizations.close_field", "quan"),)),
    "reminders.chase_tasks": Post(
        by="hoa",
        says={
            "tasks": place("task_id"),
            "reach": "lead",
            "text": "Đề nghị báo cáo ngay trong tuần",
            "form_key": "a form",
            "seal": people_to_chase,
            "action": "send",
        },
        after=SENT_BACK,
    ),
    "reminders.digest_to": Post(by="hoa", after=WORKING_DAY_WITH_WORK),
    "reminders.digest_to_me": Post(by="binh", after=WORKING_DAY_WITH_WORK),
    "reminders.mute": Post(by="binh"),
    "reminders.unmute": Post(by="binh", after=(("reminders.mute", "binh"),)),
    "reminders.organization_ladder": Post(by="quan", says=LADDER),
    "reminders.quarter_ladder": Post(by="hoa", says=LADDER),
    "reminders.task_ladder": Post(by="hoa", says=LADDER),
    "reports.send": Post(by="hoa"),
    "reports.weekly": Post(by="hoa", says={"on": "1"}),
    "reports.edit": Post(by="hoa", says={"highlights": "Thu ngân sách vượt kế hoạch", "version": "0"}),
    "saved_filters.keep": Post(by="binh", says={"name": "Việc gấp"}),
    "saved_filters.remove": Post(by="binh"),
    "saved_filters.rename": Post(by="binh", says={"version": "1", "name": "Việc rất gấp"}),
    "saved_filters.restore": Post(by="binh", after=(("saved_filters.remove", "binh"),)),
    "tasks.add_direction": Post(by="tam", says={"text": "Khẩn trương báo cáo trước ngày 20"}),
    "tasks.cancel": Post(by="hoa", says={**SHOWN, "reason": REASON}),
    "tasks.carry_over": Post(by="hoa", says={"version": version(1), "reason": REASON}, after=SENT_BACK),
    "tasks.confirm": Post(by="hoa", says=SHOWN),
    "tasks.take_answer_back": Post(by="hoa", says={"version": version(1)}, after=(("tasks.confirm", "hoa"),)),
    "tasks.deadline": Post(by="hoa", says={**SHOWN, "due_on": "30/06/2026", "reason": REASON}),
    "tasks.edit": Post(by="hoa", says={**SHOWN, "title": "Tên khác", "supporting_group_ids": place("other_group_id")}),
    "tasks.no_change": Post(by="binh", says={"version": version(2)}, after=(*SENT_BACK, ("tasks.update", "binh"))),
    "tasks.send_task_back": Post(by="hoa", says={**SHOWN, "reason": REASON}),
    "tasks.update": Post(
        by="binh",
        says={"version": version(1), "self_rating": "on_track", "done_text": "Đã xong một nửa"},
        after=SENT_BACK,
    ),
}

# Writing routes that change nothing a trail must tell of, each with its reason.
LEAVES_NO_ENTRY: dict[str, str] = {}
