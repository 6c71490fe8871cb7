"""A report as a file to keep, under a name that says what it is."""

from urllib.parse import quote

from flask import Response

from tracker.core.languages import gettext, speaking
from tracker.core.text import fold
from tracker.core.words import N_
from tracker.reports.loading import Report

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


def file_name(report: Report, ending: str) -> str:
    """Báo cáo Quý II-2026 Xã Sông.docx: no sign that a disk refuses."""
    with speaking("vi"):
        words = gettext(N_("Báo cáo %(quarter)s %(name)s"), quarter=report.quarter.roman_label, name=report.short_name)
    return f"{words.translate(_NOT_IN_NAMES)}.{ending}"


def attachment(content: bytes, report: Report, ending: str) -> Response:
    """The file, named twice as RFC 6266 wants: without marks for old programs, and as it is written."""
    name = file_name(report, ending)
    plain = fold(name).encode("ascii", "ignore").decode()
    answer = Response(content, mimetype=TYPES[ending])
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return answer
