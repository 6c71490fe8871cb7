"""The filters of the task list, read from the address; what cannot be read narrows nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from tracker.accounts.actor import Actor
from tracker.core.languages import gettext
from tracker.core.quarter import NotAQuarter, Quarter
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.groups.models import Group
from tracker.organizations.models import FieldOfWork
from tracker.tasks.conditions import Slice, visible_to
from tracker.tasks.forms import TaskFilterForm
from tracker.tasks.models import Task
from tracker.tasks.queries import Almanac, TaskFilter, almanac
from tracker.web.forms import choices_from

ALL_QUARTERS = "all"
SLICE_WORDS = {
    Slice.ATTENTION: N_("Cần chú ý trước"),
    Slice.OVER: N_("Quá hạn"),
    Slice.SOON: N_("Sắp đến hạn"),
    Slice.TERM: N_("Trong hạn"),
    Slice.DONE: N_("Hoàn thành đúng hạn"),
    Slice.LATE: N_("Hoàn thành trễ hạn"),
    Slice.NO_DEADLINE: N_("Không giao hạn"),
    Slice.WITH_DEADLINE: N_("Có hạn"),
    Slice.FALLEN_DUE: N_("Đã đến hạn"),
    Slice.FINISHED: N_("Đã hoàn thành, có hạn"),
    Slice.WAIT: N_("Chờ xác nhận"),
    Slice.BACK: N_("Trả lại"),
    Slice.RISK: N_("Tự báo khó đạt"),
    Slice.MUTE: N_("Im lặng"),
    Slice.NEVER: N_("Chưa có cập nhật nào"),
    Slice.DIRECTION: N_("Có ý kiến chỉ đạo chưa trả lời"),
    Slice.NONE: N_("Chưa thực hiện"),
    Slice.PROGRESS: N_("Đang thực hiện"),
    Slice.COMPLETED: N_("Hoàn thành"),
    Slice.OPEN: N_("Chưa hoàn thành"),
    Slice.CANCELLED: N_("Dừng thực hiện"),
    Slice.CARRIED: N_("Chuyển tiếp"),
}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A filter as asked for: for the query, for the form, and in words for the heading."""

    narrow: TaskFilter
    form: TaskFilterForm
    words: list[str]
    almanac: Almanac
    is_narrowed: bool


def read(session: Session, actor: Actor, args: Mapping[str, str], now: datetime) -> Chosen:
    """The filter of an address. Without a quarter it is the current one; text is searched in every quarter."""
    organization_id = _organization(actor, args.get("org"))
    today = almanac(session, organization_id or actor.organization_id, now)
    text = clean_line(args.get("q", ""))[:200]
    narrow = TaskFilter(
        quarter=_quarter(args.get("quarter"), text, today),
        organization_id=organization_id,
        part=_slice(args.get("state")),
        group_id=_number(args.get("group")),
        supporting=args.get("part") == "supporting",
        field_id=_number(args.get("field")),
        document_id=_number(args.get("document")),
        text=text,
    )
    form = _form(session, actor, narrow)
    words = _words(narrow, form)
    narrowed = any((narrow.part, narrow.group_id, narrow.field_id is not None, narrow.document_id, narrow.text))
    return Chosen(narrow=narrow, form=form, words=words, almanac=today, is_narrowed=narrowed)


def _organization(actor: Actor, text: str | None) -> int | None:
    wanted = _number(text)
    if wanted in actor.reads:
        return wanted
    return None if actor.reads - {actor.organization_id} else actor.organization_id


def _quarter(text: str | None, search: str, today: Almanac) -> str | None:
    if text == ALL_QUARTERS or (text is None and search):
        return None
    try:
        return str(Quarter.parse(text or ""))
    except NotAQuarter:
        return str(Quarter.of(today.view.today))


def _slice(text: str | None) -> Slice | None:
    return Slice(text) if text in set(Slice) else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004


def _form(session: Session, actor: Actor, narrow: TaskFilter) -> TaskFilterForm:
    form = TaskFilterForm(
        formdata=None,
        data={
            "q": narrow.text,
            "quarter": narrow.quarter or ALL_QUARTERS,
            "state": str(narrow.part or ""),
            "group": narrow.group_id,
            "field": narrow.field_id,
        },
    )
    everything = gettext(N_("Tất cả"))
    form.quarter.choices = [
        SelectChoice(ALL_QUARTERS, everything),
        *(SelectChoice(each, Quarter.parse(each).roman_label) for each in _quarters(session, actor, narrow)),
    ]
    form.state.choices = [
        SelectChoice("", everything),
        *(SelectChoice(str(part), gettext(words)) for part, words in SLICE_WORDS.items()),
    ]
    homes = [narrow.organization_id] if narrow.organization_id else list(actor.reads | {actor.organization_id})
    groups = session.execute(
        sa.select(Group.id, Group.name).where(Group.organization_id.in_(homes)).order_by(Group.position, Group.name)
    )
    seats = actor.group_ids
    offered = [(group_id, name) for group_id, name in groups if actor.reads or group_id in seats]
    form.group.choices = choices_from(offered, empty=everything)
    fields = session.execute(
        sa.select(FieldOfWork.id, FieldOfWork.name)
        .where(FieldOfWork.organization_id.in_(homes))
        .order_by(FieldOfWork.position, FieldOfWork.name)
    )
    form.field.choices = choices_from([(field_id, name) for field_id, name in fields], empty=everything)
    return form


def _quarters(session: Session, actor: Actor, narrow: TaskFilter) -> list[str]:
    known = set(session.scalars(sa.select(Task.quarter).where(visible_to(actor)).distinct()))
    if narrow.quarter:
        known.add(narrow.quarter)
    return sorted(known, reverse=True)


def _words(narrow: TaskFilter, form: TaskFilterForm) -> list[str]:
    """The filter in words. Names come from what the form offers, so that nothing else's name can show."""
    found = [Quarter.parse(narrow.quarter).roman_label] if narrow.quarter else [gettext(N_("Mọi quý"))]
    if narrow.part:
        found.append(gettext(SLICE_WORDS[narrow.part]))
    for field in (form.group, form.field):
        found += [choice.label for choice in field.choices if field.data and choice.value == str(field.data)]
    if narrow.text:
        found.append(f"“{narrow.text}”")
    return found
