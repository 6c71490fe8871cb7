"""The base of every form: our words, cleaned text, and refusals put beside their fields."""

import re
import uuid
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.fields.choices import SelectChoice

from tracker.core.errors import Invalid, Refusal, SeveralRefusals
from tracker.core.languages import gettext, ngettext, say
from tracker.core.secrecy import SECRET
from tracker.core.words import N_
from tracker.web.fields import mark_in

_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOT_OFFERED = N_("Chọn một mục có trong danh sách.")
# What WTForms itself may say; every other sentence is ours.
_OF_WTFORMS = {
    "Not a valid choice.": _NOT_OFFERED,
    "Invalid Choice: could not coerce.": _NOT_OFFERED,
    "Invalid choice(s): one or more data inputs could not be coerced.": _NOT_OFFERED,
    "'%(value)s' is not a valid choice for this field.": _NOT_OFFERED,
    "'%(value)s' are not valid choices for this field.": _NOT_OFFERED,
}


class _Words:
    """What WTForms asks of a catalogue."""

    def gettext(self, text: str) -> str:
        return gettext(_OF_WTFORMS.get(text, text))

    def ngettext(self, one: str, many: str, n: int) -> str:
        return ngettext(_OF_WTFORMS.get(one, one), _OF_WTFORMS.get(many, many), n)


class Form(FlaskForm):
    """A form whose labels are translated and whose refusals are sentences."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: Any) -> _Words:
            return _Words()

        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Words come from the posted form alone: a file or JSON in their place is no answer."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if request.method == "POST" else None

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Labels and hints are marked where the form is written and translated when it is shown."""
            field = super().bind_field(form, unbound_field, options)
            field.label.text = gettext(str(field.label.text))
            field.description = gettext(str(field.description)) if field.description else ""
            return field

    def refuse_marked(self) -> bool:
        """Look for marks of secrecy in a form that is kept as it was typed, a draft; whether one was refused."""
        marks = {name: mark for name, field in self._fields.items() if (mark := mark_in(field))}
        for name, mark in marks.items():
            self.refuse(Invalid(SECRET, field=name, mark=mark))
        return bool(marks)

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal of the rules beside its field; without a field it stands over the whole form."""
        for each in refusal.refusals if isinstance(refusal, SeveralRefusals) else [refusal]:
            field: Field | None = self._fields.get(each.field) if each.field else None
            if field is None:
                self.form_errors.append(say(each))
            else:
                field.errors = [*field.errors, say(each)]


class KeyedForm(Form):
    """A form that is taken once, however often it is sent: it carries a key of its own."""

    form_key = HiddenField()

    @property
    def key(self) -> str:
        """The key the form came with; a new one if it came with none."""
        if not _KEY.fullmatch(str(self.form_key.data or "")):
            self.form_key.data = str(uuid.uuid4())
        return str(self.form_key.data)


def choices_of(words: dict[Any, str]) -> list[SelectChoice]:
    """The choices of an enum, in its order, in the language being spoken."""
    return [SelectChoice(str(value), gettext(text)) for value, text in words.items()]


def choices_from(pairs: list[tuple[int, str]], *, empty: str | None = None) -> list[SelectChoice]:
    """Choices from rows; `empty` is the words of choosing none."""
    first = [] if empty is None else [SelectChoice("", empty)]
    return [*first, *(SelectChoice(str(value), text) for value, text in pairs)]
