"""Reminders on the command line: what goes out in the next days, and why somebody was, or was not, reminded."""

from collections.abc import Iterator
from datetime import date

from tracker.accounts.actor import system
from tracker.accounts.queries import find_account_by_email
from tracker.core import clock
from tracker.core.database import db
from tracker.core.days import format_day, format_weekday
from tracker.core.errors import NotFound
from tracker.core.languages import gettext as _
from tracker.core.text import normalize_email
from tracker.core.words import N_
from tracker.organizations.queries import all_organizations
from tracker.reminders.chase_rules import DEAD_ADDRESS
from tracker.reminders.forecast import ForecastDay, forecast
from tracker.reminders.on_wish import digest_now
from tracker.reminders.preview_page import PART_WORDS
from tracker.reminders.why import explain
from tracker.reminders.wish_words import wish_words
from tracker.reminders.words import rule_words


def preview(days: int) -> list[str]:
    """The digests of the next days, organization by organization, a line for each task in each."""
    lines = []
    for organization in all_organizations(db.session()):
        coming = forecast(db.session(), organization.id, now=clock.now(), days=days)
        mails = sum(not person.is_dead for day in coming for person in day.people)
        lines.append(
            _(
                "%(name)s: %(n)s thư nhắc trong %(days)s ngày tới, nếu không có gì thay đổi",
                name=organization.name,
                n=mails,
                days=days,
            )
        )
        lines += [line for day in coming for line in _day(day)]
    return lines


def why(task: str, email: str, day: date | None) -> list[str]:
    """What the rows say about the reminders of one task to one person."""
    found = explain(db.session(), task, email, now=clock.now(), day=day)
    told = found.told or (_("Chưa ghi lần nhắc nào."),)
    return [found.about, *told, *found.about_day, *([found.next_one] if found.next_one else []), *found.report]


def send_now(email: str) -> list[str]:
    """Queue somebody's digest of today at once; a scheduler or worker takes it from there."""
    account = find_account_by_email(db.session(), normalize_email(email))
    if account is None:
        raise NotFound(N_("Không có tài khoản nào dùng địa chỉ này."))
    zone = account.organization.time_zone
    wish = digest_now(account.id, actor=system(account.organization_id), now=clock.now())
    return [wish_words(wish, zone)]


def _day(day: ForecastDay) -> Iterator[str]:
    yield f"{_(format_weekday(day.day))} {format_day(day.day)}"
    for person in day.people:
        yield f"  {person.name}" + (f" – {_(DEAD_ADDRESS)}" if person.is_dead else "")
        if person.report:
            yield f"    {_('Tình hình Quý %(quarter)s', quarter=person.report.roman)}  {_('báo cáo hằng tuần')}"
        for line in person.lines:
            part = _(PART_WORDS[line.part])
            yield f"    {line.code}  {rule_words(line.rule)} [{line.rule}] {part}  {line.title}"
