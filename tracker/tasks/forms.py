"""Forms of tasks. They check the form of what was typed; `rules.py` checks what it means."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Request
from wtforms import BooleanField, Field, HiddenField, MultipleFileField, RadioField
from wtforms.validators import Optional, ValidationError

from tracker.core.errors import Refusal, SeveralRefusals
from tracker.core.languages import gettext
from tracker.core.text import clean_line, clean_text
from tracker.core.words import N_
from tracker.directives.forms import NOT_OFFERED
from tracker.indicators.models import Indicator
from tracker.tasks.dossier import AskedNumber, TaskToReport
from tracker.tasks.models import StatusUpdate, Task
from tracker.tasks.rules import Product
from tracker.tasks.status import SELF_RATING_WORDS, Kind, SelfRating
from tracker.tasks.update_actions import Answers
from tracker.tasks.uploads import Upload
from tracker.web.fields import (
    AtMost,
    CountField,
    DayField,
    LineField,
    Needed,
    NumberField,
    TextField,
    TypedField,
    no_secret,
)
from tracker.web.forms import Form, choices_of

LONGEST_TEXT = 4000
MOST_DIGITS = 10
# What each kind must bring to be reported complete, in the order the form asks.
PRODUCT_FIELDS: dict[Kind, tuple[str, ...]] = {
    Kind.DELIVER_DOCUMENT: ("document_number", "document_date"),
    Kind.REACH_NUMBER: (),
    Kind.HANDLE_CASES: ("cases_received", "cases_resolved", "cases_remaining"),
    Kind.MILESTONE: ("launched_on",),
    Kind.ONGOING_ACTIVITY: ("closing_note",),
}


class WordsField(RadioField):
    """One word of an enum, or none; anything not offered is refused in words."""

    def pre_validate(self, _form: Any) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(gettext(NOT_OFFERED))


# Fields of an update that no draft keeps.
NOT_KEPT = frozenset({"csrf_token", "version", "form_key", "files"})


def version_of(text: str | None) -> int:
    """The version a form carries; -1, which no task has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else -1


class UpdateForm(Form):
    """The six questions. Fields for indicators are added for the task at hand, named `value_<id>`."""

    _fields: dict[str, Field]  # by name, in the order of the page

    version = HiddenField()
    form_key = HiddenField()
    self_rating = WordsField(N_("Tình hình thực hiện"))
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

    def __init__(self, *, task: Task | TaskToReport, is_lead: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        words = SELF_RATING_WORDS
        if not is_lead:
            words = {key: word for key, word in words.items() if key is not SelfRating.DONE}
        self.self_rating.choices = choices_of(words)
        self.product_names = product_fields(task) if is_lead else ()
        for name in {each for fields in PRODUCT_FIELDS.values() for each in fields} - set(self.product_names):
            del self[name]
        self.task = task

    @classmethod
    def for_task(cls, task: Task | TaskToReport, *, is_lead: bool, **kwargs: Any) -> "UpdateForm":
        """The form with one field for each indicator of the task (the lead reports values)."""
        fields = {value_name(each): _value_field(each) for each in (task.indicators if is_lead else [])}
        kind = type("UpdateFormOfTask", (cls,), fields) if fields else cls
        form: UpdateForm = kind(task=task, is_lead=is_lead, **kwargs)
        form.place_after("self_rating", list(fields))
        return form

    def place_after(self, first: str, names: list[str]) -> None:
        """Put fields where the page asks for them, so that mistakes are listed in that order."""
        order = [name for name in self._fields if name not in names]
        order[order.index(first) + 1 : order.index(first) + 1] = names
        self._fields = {name: self._fields[name] for name in order}

    def answers(self, uploads: tuple[Upload, ...]) -> Answers:
        """What was answered, typed."""
        rating = self.self_rating.data
        return Answers(
            version=version_of(self.version.data),
            form_key=(self.form_key.data or "")[:40] or None,
            self_rating=SelfRating(rating) if rating in set(SelfRating) else None,
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

    def fill(self, draft: Mapping[str, Any]) -> None:
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
        """What was typed, as it was typed but for invisible characters, to be kept as a draft."""
        return {each.name: _typed(each) for each in self if each.name not in NOT_KEPT}

    def typed(self) -> dict[str, str]:
        """What was typed, by field, for the page that asks to send it once more."""
        return {name: str(text) for name, text in self.draft().items() if text}

    def refuse(self, refusal: Refusal) -> None:
        """The number of a task may be any of its indicators: the sentence goes to the first that is empty."""
        for each in refusal.refusals if isinstance(refusal, SeveralRefusals) else [refusal]:
            each.field = self.field_of(each)
            super().refuse(each)

    def field_of(self, refusal: Refusal) -> str | None:
        """The field of this form that a refusal of the rules belongs to."""
        if refusal.field == "values":
            names = [value_name(each) for each in self.task.indicators]
            return next((name for name in names if name in self and self[name].data is None), None)
        return refusal.field if refusal.field in self else None

    def copy_last(self, last: StatusUpdate | None) -> None:
        """Put the text of the last update into the box, under what stands there already."""
        written = self.done_text.data or ""
        if last is not None and last.done_text not in written:
            self.done_text.data = f"{written}\n{last.done_text}".strip()

    def _product(self, name: str) -> Any:
        return self[name].data if name in self else None


def _typed(field: Field) -> str:
    text = str(field.raw_data[0]) if field.raw_data else ""
    return clean_text(text) if isinstance(field, TextField) else clean_line(text)


def product_fields(task: Task | TaskToReport) -> tuple[str, ...]:
    """What the report of completion asks for; a number without an indicator is told in a sentence."""
    if task.kind is Kind.REACH_NUMBER and not task.indicators:
        return ("closing_note",)
    return PRODUCT_FIELDS[task.kind]


def value_name(indicator: Indicator | AskedNumber) -> str:
    """The name of the field for an indicator's value."""
    return f"value_{indicator.id}"


def _value_field(indicator: Indicator | AskedNumber) -> NumberField:
    return NumberField(indicator.name, validators=[Optional(), _not_negative(indicator)])


def _not_negative(indicator: Indicator | AskedNumber) -> Callable[[Any, Any], None]:
    """Hectares, people and money are not less than nothing; only a rate of change may be."""

    def check(_form: object, field: NumberField) -> None:
        if field.data is not None and field.data < 0 and "%" not in indicator.unit:
            raise ValidationError(gettext(N_("Số này không thể âm. Xem lại dấu trừ ở trước.")))

    return check


def read_uploads(sent: Request, name: str = "files") -> tuple[Upload, ...]:
    """The files of a request; an empty file input sends a nameless one."""
    found = []
    for each in sent.files.getlist(name):
        with each.stream:  # a large one lies in a temporary file
            if each.filename:
                found.append(Upload(name=each.filename, content=each.read()))
    return tuple(found)


class VersionForm(Form):
    """A button that must know what the page showed."""

    version = HiddenField()
    form_key = HiddenField()

    @property
    def shown_version(self) -> int:
        return version_of(self.version.data)


class ReviewForm(VersionForm):
    """Confirm, or return with a reason."""

    reason = TextField(N_("Lý do, nếu trả lại"), validators=[AtMost(LONGEST_TEXT), no_secret])


class DirectionForm(Form):
    """A direction of the standing committee or the office."""

    text = TextField(
        N_("Ý kiến chỉ đạo"), validators=[Needed(N_("Ghi nội dung ý kiến chỉ đạo.")), AtMost(2000), no_secret]
    )
