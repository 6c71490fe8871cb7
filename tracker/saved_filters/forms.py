"""The forms of a saved filter."""

from wtforms import BooleanField

from tracker.core.words import N_
from tracker.saved_filters.rules import LONGEST_NAME
from tracker.tasks.forms import VersionForm
from tracker.web.fields import AtMost, LineField, Needed, no_secret
from tracker.web.forms import Form

_NAME = (Needed(N_("Ghi tên bộ lọc.")), AtMost(LONGEST_NAME), no_secret)


class KeepForm(Form):
    """A name for what the address says; `follow` lets the filter go on with the quarter that runs."""

    name = LineField(N_("Tên bộ lọc"), validators=[*_NAME])
    follow = BooleanField(N_("Luôn xem quý đang chạy"), default=True)


class RenameForm(VersionForm):
    """Another name."""

    name = LineField(N_("Tên bộ lọc"), validators=[*_NAME])
