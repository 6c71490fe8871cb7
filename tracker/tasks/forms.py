"""Forms of tasks. They check the form of what was typed; `rules.py` checks what it means."""

from collections.abc import Sequence
from typing import Any

from flask import Request
from wtforms import BooleanField, HiddenField, MultipleFileField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.indicators.models import Indicator
from tracker.tasks.models import Task
from tracker.tasks.rules import Product
from tracker.tasks.status import SELF_RATING_WORDS, Kind, SelfRating
from tracker.tasks.update_actions import Answers, Upload
from tracker.web.fields import (
    AtMost,
    CountField,
    DayField,
    LineField,
    Needed,
    NumberField,
    RowField,
    TextField,
    TypedField,
    no_secret,
)
from tracker.web.forms import Form, choices_from, choices_of

LONGEST_TEXT = 4000
# What each kind must bring to be reported complete, in the order the form asks.
PRODUCT_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.DELIVER_DOCUMENT: ("document_number", "document_date"),
    Kind.REACH_NUMBER: (),
    Kind.HANDLE_CASES: ("cases_received", "cases_resolved", "cases_remaining"),
    Kind.MILESTONE: ("launched_on",),
    Kind.ONGOING_ACTIVITY: ("closing_note",),
}


class UpdateForm(Form):
    """The six questions. Fields for indicators are added for the task at hand, named `value_<id>`."""

    version = HiddenField()
    form_key = HiddenField()
    self_rating = RadioField(N_("Tình hình thực hiện"), validators=[Optional()])
    done_text = TextField(N_("Đã làm được gì"), validators=[AtMost(LONGEST_TEXT), no_secret])
    difficulty = TextField(N_("Khó khăn, kiến nghị"), validators=[AtMost(LONGEST_TEXT), no_secret])
    needs_decision = BooleanField(N_("Cần Thường trực cho ý kiến"))
    document_number = LineField(N_("Số, ký hiệu văn bản đã ban hành"), validators=[AtMost(60)])
    document_date = DayField(N_("Ngày ban hành văn bản"), validators=[Optional()])
    cases_received = CountField(N_("Số vụ đã tiếp nhận"), validators=[Optional()])
    cases_resolved = CountField(N_("Số vụ đã giải quyết"), validators=[Optional()])
    cases_remaining = CountField(N_("Số vụ còn lại"), validators=[Optional()])
    launched_on = DayField(N_("Ngày phát động"), validators=[Optional()])
    closing_note = TextField(N_("Kết thúc việc: đánh giá chung"), validators=[AtMost(LONGEST_TEXT), no_secret])
    files = MultipleFileField(N_("Minh chứng"))
    expected_on = DayField(N_("Ngày dự kiến hoàn thành"), validators=[Optional()])

    def __init__(self, *, task: Task, is_lead: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        words = SELF_RATING_WORDS
        if not is_lead:
            words = {key: word for key, word in words.items() if key is not SelfRating.DONE}
        self.self_rating.choices = choices_of(words)
        wanted = PRODUCT_FIELDS[task.kind] if is_lead else ()
        for name in {each for fields in PRODUCT_FIELDS.values() for each in fields} - set(wanted):
            del self[name]
        self.product_names = wanted
        self.task = task

    @classmethod
    def for_task(cls, task: Task, *, is_lead: bool, **kwargs: Any) -> "UpdateForm":
        """The form with one field for each indicator of the task (the lead reports values)."""
        fields = {value_name(each): _value_field(each) for each in (task.indicators if is_lead else [])}
        form: UpdateForm = type("UpdateFormOfTask", (cls,), fields)(task=task, is_lead=is_lead, **kwargs)
        return form

    def answers(self, uploads: tuple[Upload, ...]) -> Answers:
        """What was answered, typed."""
        rating = self.self_rating.data
        return Answers(
            version=_whole(self.version.data),
            form_key=(self.form_key.data or "")[:40] or None,
            self_rating=SelfRating(rating) if rating else None,
            done_text=self.done_text.data,
            difficulty=self.difficulty.data,
            needs_decision=bool(self.needs_decision.data),
            expected_on=self.expected_on.data,
            values={
                each.id: self[value_name(each)].data
                for each in self.task.indicators
                if value_name(each) in self and self[value_name(each)].data is not None
            },
            product=Product(
                document_number=self._product("document_number") or "",
                document_date=self._product("document_date"),
                cases_remaining=self._product("cases_remaining"),
                launched_on=self._product("launched_on"),
                closing_note=self._product("closing_note") or "",
            ),
            cases_received=self._product("cases_received"),
            cases_resolved=self._product("cases_resolved"),
            uploads=uploads,
        )

    def fill(self, draft: dict[str, Any]) -> None:
        """Put a draft back as it was typed, also what could not be read yet."""
        for name, typed in draft.items():
            if name not in self or not typed:
                continue
            field = self[name]
            if isinstance(field, BooleanField):
                field.data = True
            elif isinstance(field, TypedField):
                field.raw_data = [typed]
            else:
                field.data = typed

    def draft(self) -> dict[str, object]:
        """What was typed, as it was typed, to be kept as a draft."""
        skipped = {"csrf_token", "version", "form_key", "files"}
        kept: dict[str, object] = {}
        for field in self:
            if field.name in skipped:
                continue
            kept[field.name] = field.raw_data[0] if field.raw_data else ""
        return kept

    def _product(self, name: str) -> Any:
        return self[name].data if name in self else None


def value_name(indicator: Indicator) -> str:
    """The name of the field for an indicator's value."""
    return f"value_{indicator.id}"


def _value_field(indicator: Indicator) -> NumberField:
    return NumberField(indicator.name, validators=[Optional()])


def read_uploads(request: Request, name: str = "files") -> tuple[Upload, ...]:
    """The files of a request; an empty file input sends a nameless one."""
    return tuple(
        Upload(name=each.filename, content=each.read()) for each in request.files.getlist(name) if each.filename
    )


class VersionForm(Form):
    """A button that must know what the page showed."""

    version = HiddenField()
    form_key = HiddenField()

    @property
    def shown_version(self) -> int:
        return _whole(self.version.data)


class ReviewForm(VersionForm):
    """Confirm, or return with a reason."""

    reason = TextField(N_("Lý do, nếu trả lại"), validators=[AtMost(LONGEST_TEXT), no_secret])


class DirectionForm(Form):
    """A direction of the standing committee or the office."""

    text = TextField(
        N_("Ý kiến chỉ đạo"), validators=[Needed(N_("Ghi nội dung ý kiến chỉ đạo.")), AtMost(2000), no_secret]
    )


class DeadlineForm(VersionForm):
    """Another deadline, or none."""

    due_on = DayField(N_("Hạn mới"), validators=[Optional()])
    without = BooleanField(N_("Không giao hạn"))
    reason = TextField(N_("Lý do"), validators=[AtMost(LONGEST_TEXT), no_secret])


class ReasonForm(VersionForm):
    """Stop a task, or carry it over: with a reason."""

    reason = TextField(N_("Lý do"), validators=[AtMost(LONGEST_TEXT), no_secret])


class EditForm(VersionForm):
    """The words and people of a task."""

    title = LineField(N_("Nhiệm vụ"), validators=[Needed(N_("Ghi tên nhiệm vụ.")), AtMost(300), no_secret])
    in_charge_id = RowField(N_("Người phụ trách"))
    priority = BooleanField(N_("Nhiệm vụ trọng tâm"))
    supporting_group_ids = SelectMultipleField(
        N_("Đơn vị phối hợp"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def __init__(self, *, people: Sequence[tuple[int, str]], groups: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.in_charge_id.choices = choices_from(list(people), empty=gettext(N_("Cả đơn vị chủ trì")))
        self.supporting_group_ids.choices = [SelectChoice(group_id, name) for group_id, name in groups]


class TaskFilterForm(Form):
    """Filters of the task list; they live in the address."""

    class Meta(Form.Meta):
        csrf = False

    q = LineField(N_("Tìm"))
    quarter = SelectField(N_("Quý"))
    state = SelectField(N_("Trạng thái"))
    group = RowField(N_("Đơn vị"))
    field = RowField(N_("Lĩnh vực"))


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else -1
