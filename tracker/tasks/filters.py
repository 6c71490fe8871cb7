"""The filters of the task list, read from the address; what cannot be read narrows nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from tracker.accounts.actor import Actor
from tracker.core.languages import gettext
from tracker.core.quarter import NotAQuarter, Quarter
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.groups.models import Group
from tracker.organizations.models import FieldOfWork, Organization
from tracker.tasks.conditions import Slice, visible_to
from tracker.tasks.id_lists import read_ids, spell_ids
from tracker.tasks.models import Task
from tracker.tasks.queries import Almanac, Order, TaskFilter, almanac
from tracker.web.fields import RowField, SearchField
from tracker.web.forms import Form, choices_from

ALL_QUARTERS = "all"
SUPPORTING = "supporting"
MOST_DIGITS = 10
SLICE_WORDS = {
    Slice.ATTENTION: N_("Cần chú ý trước"),
    Slice.OVER: N_("Quá hạn"),
    Slice.SOON: N_("Sắp đến hạn"),
    Slice.TERM: N_("Trong hạn"),
    Slice.DONE: N_("Hoàn thành đúng hạn"),
    Slice.LATE: N_("Hoàn thành trễ hạn"),
    Slice.NO_DEADLINE: N_("Không giao hạn"),
    Slice.WITH_DEADLINE: N_("Có hạn"),
    Slice.FALLEN_DUE: N_("Đã xong hoặc đã quá hạn"),
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


class TaskFilterForm(Form):
    """Filters of the task list; they live in the address. The hidden ones come with a link and stay."""

    class Meta(Form.Meta):
        csrf = False

    q = SearchField(N_("Tìm"))
    quarter = SelectField(N_("Quý"))
    state = SelectField(N_("Trạng thái"))
    group = RowField(N_("Đơn vị"))
    field = RowField(N_("Lĩnh vực"))
    part = HiddenField()
    org = HiddenField()
    document = HiddenField()
    ids = HiddenField()
    sort = HiddenField()


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A filter as asked for: for the query, for the form, in words for the heading, and as an address again."""

    narrow: TaskFilter
    form: TaskFilterForm
    words: list[str]
    almanac: Almanac
    is_narrowed: bool
    page: int
    query: Mapping[str, Any]

    def sort_href(self, order: Order) -> str:
        """The same list sorted by `order`; by the other way round if it already is."""
        again = self.narrow.order is order and not self.narrow.backwards
        return url_for("tasks.index", **{**self.query, "sort": f"-{order}" if again else str(order)})

    def sorted_by(self, order: Order) -> str | None:
        """How the list is sorted by `order`, in the word that a screen reader knows."""
        if self.narrow.order is not order:
            return None
        return "descending" if self.narrow.backwards else "ascending"


def read(session: Session, actor: Actor, args: Mapping[str, str], now: datetime) -> Chosen:
    """The filter of an address. Without a quarter it is the current one; text is searched in every quarter."""
    organization_id = _organization(actor, args.get("org"))
    today = almanac(session, organization_id or actor.organization_id, now)
    text = clean_line(args.get("q", ""))[:200]
    order, backwards = _order(args.get("sort", ""))
    narrow = TaskFilter(
        quarter=_quarter(args.get("quarter"), text, today),
        organization_id=organization_id,
        part=_slice(args.get("state")),
        group_id=whole(args.get("group")),
        supporting=args.get("part") == SUPPORTING,
        field_id=whole(args.get("field")),
        document_id=whole(args.get("document")),
        ids=read_ids(args.get("ids", "")),
        text=text,
        order=order,
        backwards=backwards,
    )
    query = _query(narrow, actor)
    form = _form(session, actor, narrow, query)
    narrowed = any(
        (narrow.part, narrow.group_id, narrow.field_id is not None, narrow.document_id, narrow.ids, narrow.text)
    )
    return Chosen(
        narrow=narrow,
        form=form,
        words=_words(session, actor, narrow, form),
        almanac=today,
        is_narrowed=narrowed,
        page=whole(args.get("page")) or 1,
        query=query,
    )


def whole(text: str | None) -> int | None:
    """A number out of an address; anything else, also one that no row could have, is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None


def _organization(actor: Actor, text: str | None) -> int | None:
    wanted = whole(text)
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


def _order(text: str) -> tuple[Order | None, bool]:
    name = text.removeprefix("-")
    return (Order(name), text.startswith("-")) if name in set(Order) else (None, False)


def _query(narrow: TaskFilter, actor: Actor) -> dict[str, str]:
    """The filter as the shortest address that means the same."""
    own = narrow.organization_id == actor.organization_id
    found = {
        "quarter": narrow.quarter or ALL_QUARTERS,
        "org": "" if own or not narrow.organization_id else str(narrow.organization_id),
        "state": str(narrow.part or ""),
        "group": str(narrow.group_id or ""),
        "part": SUPPORTING if narrow.supporting and narrow.group_id else "",
        "field": "" if narrow.field_id is None else str(narrow.field_id),
        "document": str(narrow.document_id or ""),
        "ids": spell_ids(narrow.ids),
        "q": narrow.text,
        "sort": f"{'-' if narrow.backwards else ''}{narrow.order}" if narrow.order else "",
    }
    return {name: value for name, value in found.items() if value}


def _form(session: Session, actor: Actor, narrow: TaskFilter, query: Mapping[str, str]) -> TaskFilterForm:
    kept = {name: query.get(name, "") for name in ("part", "org", "document", "ids", "sort")}
    chosen = {"state": str(narrow.part or ""), "group": narrow.group_id, "field": narrow.field_id}
    quarter = narrow.quarter or ALL_QUARTERS
    form = TaskFilterForm(formdata=None, data={"q": narrow.text, "quarter": quarter, **chosen, **kept})
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
    form.group.choices = choices_from(_groups(session, actor, homes), empty=everything)
    fields = [*_fields(session, homes), (0, gettext(N_("Chưa phân lĩnh vực")))]
    form.field.choices = choices_from(fields, empty=everything)
    return form


def _groups(session: Session, actor: Actor, homes: list[int]) -> list[tuple[int, str]]:
    rows = session.execute(
        sa.select(Group.id, Group.name)
        .where(Group.organization_id.in_(homes))
        .order_by(Group.position, Group.name, Group.id)
    )
    return [(group_id, name) for group_id, name in rows if actor.reads or group_id in actor.group_ids]


def _fields(session: Session, homes: list[int]) -> list[tuple[int, str]]:
    rows = session.execute(
        sa.select(FieldOfWork.id, FieldOfWork.name)
        .where(FieldOfWork.organization_id.in_(homes))
        .order_by(FieldOfWork.position, FieldOfWork.name, FieldOfWork.id)
    )
    return [(field_id, name) for field_id, name in rows]


def _quarters(session: Session, actor: Actor, narrow: TaskFilter) -> list[str]:
    known = set(session.scalars(sa.select(Task.quarter).where(visible_to(actor)).distinct()))
    if narrow.quarter:
        known.add(narrow.quarter)
    return sorted(known, reverse=True)


def _words(session: Session, actor: Actor, narrow: TaskFilter, form: TaskFilterForm) -> list[str]:
    """The filter in words. Names come from what the reader may see, so that nothing else's name can show."""
    found = [_organization_name(session, narrow.organization_id)] if narrow.organization_id else []
    if narrow.organization_id == actor.organization_id:
        found = []  # the head of every page says whose it is
    found.append(Quarter.parse(narrow.quarter).roman_label if narrow.quarter else gettext(N_("Mọi quý")))
    if narrow.part:
        found.append(gettext(SLICE_WORDS[narrow.part]))
    for field in (form.group, form.field):
        found += [choice.label for choice in field.choices if choice.value == str(field.data)]
    if narrow.supporting and narrow.group_id:
        found.append(gettext(N_("Phối hợp")))
    if narrow.document_id:
        found.append(gettext(N_("Của một văn bản")))
    if narrow.ids:
        found.append(gettext(N_("Các việc chọn sẵn")))
    if narrow.text:
        found.append(f"“{narrow.text}”")
    return found


def _organization_name(session: Session, organization_id: int) -> str:
    return session.get_one(Organization, organization_id).name
