"""Marks of secrecy in Vietnamese text. A secret paper may not be kept here, nor leave in a mail.

A mark stands alone in its line or table cell, behind "Độ mật:", in brackets, behind a dash at the end of a line, or in
capitals. The same words inside a sentence ("giữ bí mật", "đóng dấu Mật", "mật độ", "mật ong") are not a mark.
"""

import re
import unicodedata
from collections.abc import Iterator

from tracker.core.text import clean_line
from tracker.core.words import N_

MARKS = ("Tuyệt mật", "Tối mật", "Mật")
"""From the gravest on."""

SECRET = N_("Văn bản có dấu “%(mark)s”: hệ thống không nhận tài liệu mật.")
"""What a person reads who brings one."""

_LEVEL = r"(?P<level>(?:(?:tuyệt|tối) )?m[ậâ]t)(?!\w)"  # MÂT is no word, only MẬT without its dot
# Typed without marks, "mat" may be mắt, mặt, mất: it counts only where nothing else can be meant.
_BARE = r"(?P<level>(?:tuyet|toi) mat)(?!\w)"
_BARE_ANY = r"(?P<level>(?:(?:tuyet|toi) )?mat)(?!\w)"
# Words of which "mật" is only a part: bí mật, giải mật, túi mật, ong mật; mật độ, mật ong, mật khẩu.
# "Độ" stands before because "độ mật" names the box, not what is in it, and "danh mục … độ tối mật" is
# the title of a public list; "tối" and "tuyệt" because they begin the mark themselves.
_BEFORE = (
    "độ bí bảo giải cơ thân kín cẩn túi sỏi ống trăng đường lấy rỉ ngọt tối tuyệt ong lượng thu quay hút tuyến lít "
    "chai giọt dịch viêm phấn vắt nước gan"
).upper().split()  # fmt: skip
_AFTER = (
    "độ|ong|khẩu|mã|thiết|mía|hoa|dừa|gấu|ngọt|vụ|thư|danh|lệnh|ngữ|ước|đàm|báo|thám|nghị|phục|tông|tập|thất|giáo|"
    "nhân|hẹn|khu|chú|rừng|rỉ|đường|lợn|bò|cá"
)
_PAPERS = (
    "tài liệu|văn bản|công văn|báo cáo|hồ sơ|kế hoạch|thông báo|nghị quyết|chỉ thị|quyết định|tờ trình|công điện|điện"
)

_LABELLED = re.compile(
    r"(?<!\w)(?:độ|mức|cấp)(?: độ)? (?:bảo |bí )?mật(?: nhà nước)? ?[:=.–-]* ?"
    rf"{_LEVEL}(?! (?:{_AFTER})(?!\w))",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<!\w)(?:(?:đóng )?dấu|phân loại|loại(?: văn bản| tài liệu)?|mức(?: độ)?|cấp(?: độ)?|chế độ) ?[:=] ?"
    rf"{_LEVEL}(?! (?:{_AFTER})(?!\w))",
    re.IGNORECASE,
)
_BRACKETED = re.compile(rf"[(\[{{<] ?{_LEVEL} ?[)\]}}>]", re.IGNORECASE)
_CAPITALS = re.compile(
    r"(?<![\w\"“”'‘«])"  # a quoted mark is spoken about, not stamped
    + "".join(rf"(?<!\b{word} )" for word in _BEFORE)
    + rf"(?P<level>(?:(?:TUYỆT|TỐI) )?M[ẬÂ]T)(?!\w)(?! (?:{_AFTER.upper()})(?!\w))"
)
# "Tài liệu mật" as the whole line; "công văn mật số 12-CV/HU", which is one paper and not all of them.
_PAPER_ALONE = re.compile(rf"\W*(?:{_PAPERS}) (?:loại )?{_LEVEL}\W*", re.IGNORECASE)
_PAPER_NUMBERED = re.compile(rf"(?<!\w)(?:{_PAPERS}) {_LEVEL},? số:? ?\d", re.IGNORECASE)
# "Số 12-CV/HU – Mật": the first and only such word of its line.
_AT_THE_END = re.compile(r"(?:(?![Mm]ật).)*[\w)\]] [-–—]+ (?P<level>Tuyệt mật|Tối mật|Mật) ?\.?")

_BARE_LABELLED = re.compile(rf"(?<!\w)do mat ?[:=] ?{_BARE_ANY}(?! \w)", re.IGNORECASE)
_BARE_BRACKETED = re.compile(rf"[(\[{{<] ?{_BARE} ?[)\]}}>]", re.IGNORECASE)
_BARE_CAPITALS = re.compile(r"(?<!\w)(?<!BI )(?P<level>TUYET MAT)(?!\w)")

_ANYWHERE = (
    _LABELLED,
    _NAMED,
    _BRACKETED,
    _CAPITALS,
    _PAPER_NUMBERED,
    _BARE_LABELLED,
    _BARE_BRACKETED,
    _BARE_CAPITALS,
)
_WHOLE = (_PAPER_ALONE, _AT_THE_END)
_CELL_EDGE = re.compile(r"[\t|]|\s{3,}")
_ALONE = {"mật": 2, "mât": 2, "tốimật": 1, "tuyệtmật": 0, "tuyệtmât": 0, "tốimât": 1, "tuyetmat": 0}
_ALONE_IN_CAPITALS = {"TOIMAT": 1}  # small it may be "tôi mất"


_BETWEEN = re.compile("[\\W_\u115f\u1160\u3164\uffa0\u2800]+")  # fillers count as letters, and are not seen
_LETTERS = ("mật", "mât", "uyetmat", "toimat", "domat")


def secrecy_mark(text: str) -> str | None:
    """Return the highest mark of secrecy that `text` bears: "Tuyệt mật", "Tối mật", "Mật" or None."""
    if not _may_bear_one(text):
        return None
    cells = (cell for line in text.splitlines() for cell in _CELL_EDGE.split(line))
    found = {mark for cell in cells for mark in _marks_in(_plain(cell))}
    return next((mark for mark in MARKS if mark in found), None)


def _may_bear_one(text: str) -> bool:
    """Whether the letters of a mark stand in the text in their order: most texts are done with here."""
    letters = _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).lower()
    return any(each in letters for each in _LETTERS)


def _plain(cell: str) -> str:
    """The cell in one line, wide and circled forms of letters as the letters themselves."""
    return clean_line(unicodedata.normalize("NFKC", cell))


def _marks_in(cell: str) -> Iterator[str]:
    alone = re.sub(r"[\W_]+", "", cell)  # stamps are often letter-spaced: M Ậ T
    if alone.lower() in _ALONE and alone != "mật":  # plain "mật" is honey
        yield MARKS[_ALONE[alone.lower()]]
    if alone in _ALONE_IN_CAPITALS:
        yield MARKS[_ALONE_IN_CAPITALS[alone]]
    found = [match for pattern in _ANYWHERE for match in pattern.finditer(cell)]
    found += [match for pattern in _WHOLE for match in [pattern.fullmatch(cell)] if match]
    for match in found:
        yield _mark_of(match["level"])


def _mark_of(level: str) -> str:
    """The mark that a level means, with or without its marks of tone."""
    first = level.lower()[:3]
    return MARKS[0] if first == "tuy" else MARKS[1] if first in {"tối", "toi"} else MARKS[2]
