"""The form of a document, and fields that choose among words and rows."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from wtforms import Field, HiddenField, SelectField, SelectMultipleField, validators
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget, TextArea

from tracker.core.errors import Invalid
from tracker.core.languages import gettext
from tracker.core.quarter import Quarter
from tracker.core.words import N_
from tracker.directives.actions import DocumentFacts
from tracker.directives.models import DOCUMENT_TYPE_WORDS
from tracker.directives.rules import LONGEST_TEXT
from tracker.web.fields import AtMost, DayField, LineField, Needed, TextField, no_secret
from tracker.web.forms import Form, choices_of

QUARTERS_BACK = 4
NOT_OFFERED = N_("Chọn một mục có trong danh sách.")


def quarter_choices(around: Quarter, also: str | None = None) -> list[SelectChoice]:
    """The coming quarter, this one and the last few, newest first; and the one a document already has."""
    quarters = [around.next, around]
    for _step in range(QUARTERS_BACK):
        quarters.append(quarters[-1].previous)
    words = {str(quarter): quarter for quarter in quarters}
    if also:
        words.setdefault(also, Quarter.parse(also))
    return [SelectChoice(text, quarter_label(words[text])) for text in sorted(words, reverse=True)]


def quarter_label(quarter: Quarter) -> str:
    """Quý II/2026."""
    return gettext(N_("Quý %(roman)s"), roman=quarter.roman)


class WordField(SelectField):
    """A choice among the words of an enum; its value is the word."""

    def __init__(self, label: str = "", *args: Any, words: dict[Any, str], **kwargs: Any) -> None:
        super().__init__(label, *args, **kwargs)
        self.words: dict[str, StrEnum] = {str(word): word for word in words}
        self.choices = choices_of(words)

    def pre_validate(self, _form: Any) -> None:
        if self.data not in self.words:
            raise validators.ValidationError(gettext(NOT_OFFERED))

    @property
    def word(self) -> Any:
        """The chosen word, once the form is valid."""
        return self.words[self.data]


class RowsField(SelectMultipleField):
    """Several rows chosen by tick boxes; its value is a list of ids without repetition."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str = "", *args: Any, **kwargs: Any) -> None:
        super().__init__(label, *args, coerce=int, choices=[], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = list(dict.fromkeys(int(value) for value in valuelist))
        except ValueError:
            self.data = [-1]

    def pre_validate(self, _form: Any) -> None:
        offered = {int(value) for value, *_rest in self.iter_choices()}
        if not set(self.data or []) <= offered:
            raise validators.ValidationError(gettext(NOT_OFFERED))


class TitleField(LineField):
    """One line of text in a box that shows all of it when it is long."""

    widget = TextArea()


class DocumentForm(Form):
    """What the office enters of a document."""

    version = HiddenField()
    type = WordField(N_("Loại văn bản"), words=DOCUMENT_TYPE_WORDS)
    number = LineField(N_("Số, ký hiệu"), validators=[AtMost(60)])
    issued_on = DayField(N_("Ngày ban hành"), validators=[Needed(N_("Ghi ngày ban hành, như 12/04/2026."))])
    issuer = LineField(
        N_("Nơi ban hành, người kết luận"),
        validators=[Needed(N_("Ghi cơ quan hoặc người ra văn bản.")), AtMost(200), no_secret],
    )
    subject = LineField(N_("Trích yếu"), validators=[Needed(N_("Ghi trích yếu của văn bản.")), AtMost(300), no_secret])
    quarter = SelectField(N_("Quý thực hiện"), validate_choice=False)
    text = TextField(N_("Toàn văn"), validators=[AtMost(LONGEST_TEXT), no_secret])

    def __init__(self, *args: Any, quarters: Sequence[SelectChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quarter.choices = list(quarters)

    def validate_quarter(self, field: Field) -> None:
        if field.data not in {choice.value for choice in self.quarter.choices}:
            raise validators.ValidationError(gettext(N_("Chọn một quý có trong danh sách.")))

    def facts(self, *, text: str | None = None) -> DocumentFacts:
        """What was entered, once it is valid; `text` stands in where the form does not offer the text."""
        if self.issued_on.data is None:
            raise Invalid(N_("Ghi ngày ban hành, như 12/04/2026."), field="issued_on")
        return DocumentFacts(
            type=self.type.word,
            number=self.number.data or "",
            issued_on=self.issued_on.data,
            issuer=self.issuer.data,
            subject=self.subject.data,
            quarter=self.quarter.data,
            text=self.text.data or "" if text is None else text,
        )


def seen_version(form: DocumentForm) -> int:
    """The version the form showed; anything else than a number is as old as can be."""
    try:
        return int(form.version.data)
    except (TypeError, ValueError):
        return 0
