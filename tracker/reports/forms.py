"""The form of a report's words."""

from tracker.core.words import N_
from tracker.organizations.forms import VersionField
from tracker.reports.narrative import WRITTEN, Narrative
from tracker.web.fields import AtMost, LineField, TextField, no_secret
from tracker.web.forms import Form

LONGEST = 20_000


class NarrativeForm(Form):
    """The four sections, and what stands at the head and the foot of the paper."""

    number = LineField(N_("Số văn bản"), validators=[AtMost(60)])
    place = LineField(N_("Địa danh"), validators=[AtMost(80)])
    highlights = TextField(N_("Kết quả nổi bật"), validators=[AtMost(LONGEST), no_secret])
    shortcomings = TextField(N_("Hạn chế và nguyên nhân"), validators=[AtMost(LONGEST), no_secret])
    priorities = TextField(N_("Nhiệm vụ trọng tâm"), validators=[AtMost(LONGEST), no_secret])
    proposals = TextField(N_("Kiến nghị"), validators=[AtMost(LONGEST), no_secret])
    signer_post = LineField(N_("Chức vụ người ký"), validators=[AtMost(80)])
    signer_name = LineField(N_("Họ tên người ký"), validators=[AtMost(120)])
    version = VersionField()

    @property
    def narrative(self) -> Narrative:
        """What was typed."""
        return Narrative(version=self.version.data, **{name: self[name].data or "" for name in WRITTEN})
