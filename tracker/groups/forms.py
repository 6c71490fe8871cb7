"""Forms of groups and seats."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from wtforms import SelectField
from wtforms.validators import ValidationError

from tracker.accounts.actor import SEAT_WORDS, SeatRole
from tracker.core.languages import gettext
from tracker.core.words import N_
from tracker.groups.models import GROUP_KIND_WORDS
from tracker.organizations.forms import VersionField
from tracker.web.fields import AtMost, CountField, DayField, LineField, Needed, RowField, TextField
from tracker.web.forms import Form, choices_from, choices_of

MOST_POSITION = 9999


class GroupForm(Form):
    """One group and the places it looks after."""

    name = LineField(N_("Tên đầy đủ"), validators=[Needed(N_("Ghi tên đơn vị.")), AtMost(200)])
    short_name = LineField(N_("Tên gọn"), validators=[Needed(N_("Ghi tên gọn để hiện trong bảng.")), AtMost(80)])
    kind = SelectField(N_("Loại"))
    position = CountField(N_("Thứ tự trong bảng"))
    localities = TextField(N_("Địa bàn phụ trách"), validators=[AtMost(20000)])
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = choices_of(GROUP_KIND_WORDS)

    def validate_position(self, field: CountField) -> None:
        """Refuse what no column holds."""
        if field.data is not None and field.data > MOST_POSITION:
            raise ValidationError(gettext(N_("Ghi một số không quá %(limit)s."), limit=MOST_POSITION))


class SeatForm(Form):
    """A new seat in a group."""

    account_id = RowField(N_("Người"), refusal=N_("Chọn một người có tài khoản đang hoạt động."))
    role = SelectField(N_("Vai trò trong đơn vị"), default=str(SeatRole.MEMBER))
    from_on = DayField(N_("Từ ngày"), validators=[Needed(N_("Ghi ngày bắt đầu."))])

    def __init__(self, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.account_id.choices = choices_from(list(people), empty=gettext(N_("Chọn người")))
        self.account_id.validators = [Needed(N_("Chọn người."))]
        self.role.choices = choices_of(SEAT_WORDS)

    @property
    def chosen_day(self) -> date:
        """The first day, once the form is valid."""
        return cast("date", self.from_on.data)


class SeatRoleForm(Form):
    """Another role for a seat."""

    role = SelectField(N_("Vai trò trong đơn vị"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = choices_of(SEAT_WORDS)
