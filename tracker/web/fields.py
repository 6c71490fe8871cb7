"""Fields that read what Vietnamese people type: cleaned lines, `5.466,32`, 20/06/2017, an address, files."""

from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape
from wtforms import Field, StringField, TextAreaField, validators
from wtforms.fields.choices import SelectField
from wtforms.widgets import Select, TextInput, html_params

from tracker.core.clock import now, today
from tracker.core.days import NotADay, format_day, parse_day
from tracker.core.languages import gettext
from tracker.core.numbers import NotANumber, format_number, parse_count, parse_number
from tracker.core.secrecy import SECRET, secrecy_mark
from tracker.core.text import clean_line, clean_text, looks_like_legacy_font
from tracker.core.words import N_
from tracker.web.pieces import Shelf

DATE_ZONE = "Asia/Ho_Chi_Minh"


class Needed:
    """The field may not be empty; the sentence says what to write."""

    field_flags: dict[str, bool] = {"required": True}  # noqa: RUF012  # WTForms reads it from the instance

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Field) -> None:
        if field.process_errors:
            raise validators.StopValidation  # what could not be read has its own sentence
        if field.data is None or field.data in ("", []):
            field.errors = []
            raise validators.StopValidation(gettext(self.sentence))


class AtMost:
    """No longer than the column that takes it."""

    def __init__(self, length: int) -> None:
        self.length = length

    def __call__(self, _form: Any, field: Field) -> None:
        if field.data and len(field.data) > self.length:
            raise validators.ValidationError(
                gettext(N_("Dài %(n)s ký tự, tối đa %(limit)s. Rút gọn lại."), n=len(field.data), limit=self.length)
            )


def mark_in(field: Field) -> str | None:
    """The mark of secrecy in what was typed: before cleaning, which takes table cells apart."""
    typed = [each for each in field.raw_data or () if isinstance(each, str)]
    return secrecy_mark("\n".join(typed) if typed else str(field.data or ""))


def refuse_marked(field: Field) -> None:
    """Secret papers are refused at the door, whatever the field asks for."""
    mark = mark_in(field)
    if mark:
        raise validators.StopValidation(gettext(SECRET, mark=mark))


def no_secret(_form: Any, field: Field) -> None:
    """Neither a secret paper nor text in an old font's bytes, which nobody could read."""
    refuse_marked(field)
    if looks_like_legacy_font(field.data or ""):
        raise validators.ValidationError(
            gettext(N_("Văn bản dùng phông cũ (TCVN3, VNI). Hãy chuyển sang Unicode rồi dán lại."))
        )


class LineField(StringField):
    """One line of text, in NFC, without line breaks or control characters."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_line(valuelist[0]) if valuelist else ""

    def pre_validate(self, _form: Any) -> None:
        refuse_marked(self)


class SearchField(LineField):
    """What is looked for: it is kept nowhere, so that any word may be looked for."""

    def pre_validate(self, _form: Any) -> None:
        pass


class TextField(TextAreaField):
    """Several lines of text, in NFC."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = clean_text(valuelist[0]) if valuelist else ""

    def pre_validate(self, _form: Any) -> None:
        refuse_marked(self)


class TypedField(Field):
    """A value typed as text; what cannot be read stays on the screen as it was typed."""

    widget = TextInput()
    inputmode = "text"

    def read(self, text: str) -> Any:
        """The value of what was typed; ValueError, with its sentence, for what cannot be read."""
        return text

    def write(self, value: Any) -> str:
        """The value as a person would type it."""
        return str(value)

    def __init__(self, label: str = "", *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("render_kw", {"inputmode": self.inputmode, "autocomplete": "off"})
        super().__init__(label, *args, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.write(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if text:
            self.data = self.read(text)


class NumberField(TypedField):
    """A Decimal in Vietnamese writing; `18.5` is refused, never read as 185."""

    inputmode = "decimal"

    def read(self, text: str) -> Decimal:
        try:
            return parse_number(text)
        except NotANumber as error:
            raise ValueError(gettext(NotANumber.message, text=text)) from error

    def write(self, value: Any) -> str:
        return format_number(value)


class CountField(TypedField):
    """A whole number that is not negative."""

    inputmode = "numeric"

    def read(self, text: str) -> int:
        try:
            return parse_count(text)
        except NotANumber as error:
            raise ValueError(
                gettext(N_("“%(text)s” không phải là số đếm. Viết một số nguyên như 12."), text=text)
            ) from error

    def write(self, value: Any) -> str:
        return format_number(Decimal(value))


class DayField(TypedField):
    """A day as dd/mm/yyyy and the other ways people write it."""

    inputmode = "numeric"

    def read(self, text: str) -> date:
        try:
            return parse_day(text, today=today(DATE_ZONE, now()))
        except NotADay as error:
            raise ValueError(gettext(NotADay.message, text=text)) from error

    def write(self, value: Any) -> str:
        return format_day(value)


def whole_or_none(value: Any) -> int | None:
    """The id a choice stands for; none chosen is None."""
    return int(value) if value not in {None, "", "None"} else None


class Dropdown(Select):
    """A select whose options have a value and a label and nothing else: a page may hold hundreds of them."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        choices = field.choices or []
        if any(choice.render_kw or choice.optgroup for choice in choices):
            with_more: Markup = super().__call__(field, **kwargs)
            return with_more
        required = {"required": True} if field.flags.required else {}
        attributes = {"id": field.id, **required, "name": field.name, **kwargs}
        options = tuple((each.value, each.label, field.coerce(each.value) == field.data) for each in choices)
        given = tuple(attributes.items())
        return _SELECTS.take((given, options), lambda: _select(given, options))


_SELECTS = Shelf[Markup]()
"""The same choices are shown again and again: they are written once and then kept."""


def _select(attributes: tuple[tuple[str, Any], ...], options: tuple[tuple[str, str, bool], ...]) -> Markup:
    written = "".join(
        f'<option {"selected " if chosen else ""}value="{escape(value)}">{escape(label)}</option>'
        for value, label, chosen in options
    )
    return Markup(f"<select {html_params(**dict(attributes))}>{written}</select>")  # noqa: S704 - all of it is escaped


class ChoiceField(SelectField):
    """One of several choices."""

    widget = Dropdown()


class RowField(ChoiceField):
    """A choice among rows, its value an id or None. Anything not offered is refused in words."""

    def __init__(self, label: str = "", *args: Any, refusal: str = "", **kwargs: Any) -> None:
        super().__init__(label, *args, coerce=whole_or_none, **kwargs)
        self.refusal = refusal or N_("Chọn một mục có trong danh sách.")

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = -1

    def pre_validate(self, _form: Any) -> None:
        offered = {whole_or_none(value) for value, *_rest in self.iter_choices()}
        if self.data not in offered:
            raise validators.ValidationError(gettext(self.refusal))
