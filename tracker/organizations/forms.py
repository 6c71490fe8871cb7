"""Forms of organizations and fields of work."""

from datetime import time
from typing import Any

from flask import current_app
from wtforms import HiddenField, SelectField, StringField

from tracker.core.errors import Invalid
from tracker.core.languages import say
from tracker.core.text import clean_line
from tracker.core.words import N_
from tracker.organizations.models import CONTENT_LEVEL_WORDS, LEVEL_WORDS
from tracker.organizations.rules import read_clock
from tracker.web.fields import AtMost, DayField, LineField, Needed
from tracker.web.forms import Form, choices_of

NO_VERSION = -1
LONGEST_VERSION = 9


class ClockField(StringField):
    """A time of day; what no clock shows stays on the screen as it was typed."""

    data: time | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = clean_line(valuelist[0]) if valuelist else ""
        self.data = None
        if text:
            try:
                self.data = read_clock(text)
            except Invalid as refusal:
                raise ValueError(say(refusal)) from refusal

    def write(self, value: time) -> str:
        """07:30."""
        return f"{value:%H:%M}"

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.write(self.data) if self.data is not None else ""


class VersionField(HiddenField):
    """The version that the page showed. A form that brings none, or nonsense, counts as one that came too late."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_VERSION
        self.data = int(text) if is_number else NO_VERSION


class OrganizationForm(Form):
    """One committee."""

    name = LineField(N_("Tên đầy đủ"), validators=[Needed(N_("Ghi tên cơ quan.")), AtMost(200)])
    short_name = LineField(N_("Tên gọn"), validators=[Needed(N_("Ghi tên gọn của cơ quan.")), AtMost(80)])
    level = SelectField(N_("Cấp"))
    valid_from = DayField(N_("Hoạt động từ ngày"), validators=[Needed(N_("Ghi ngày bắt đầu."))])
    valid_to = DayField(N_("Đến hết ngày"))
    time_zone = LineField(
        N_("Múi giờ"), default=lambda: current_app.config["TIME_ZONE"], validators=[Needed(N_("Ghi múi giờ."))]
    )
    digest_at = ClockField(N_("Giờ gửi thư nhắc việc"), default=time(7, 30), validators=[Needed(N_("Ghi giờ gửi."))])
    window_from = ClockField(N_("Chỉ gửi thư nhắc từ"), default=time(6), validators=[Needed(N_("Ghi giờ bắt đầu."))])
    window_until = ClockField(N_("Đến trước"), default=time(20), validators=[Needed(N_("Ghi giờ kết thúc."))])
    content_level = SelectField(N_("Nội dung trong thư"))
    contact = LineField(N_("Liên hệ khi cần giúp đỡ"), validators=[AtMost(200)])
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level.choices = choices_of(LEVEL_WORDS)
        self.content_level.choices = choices_of(CONTENT_LEVEL_WORDS)


class FieldForm(Form):
    """The name of a field of work."""

    name = LineField(N_("Tên lĩnh vực"), validators=[Needed(N_("Ghi tên lĩnh vực.")), AtMost(120)])
    version = VersionField()
