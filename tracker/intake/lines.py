"""Pasted lines: one line is one task, with its lead group and deadline behind it where they were written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.core.days import NotADay, parse_day
from tracker.core.errors import Invalid, Refusal
from tracker.core.text import clean_line, fold
from tracker.core.words import N_
from tracker.tasks.status import Kind

MOST_LINES = 200
LONGEST_TITLE = 300
LONGEST_DUE_TEXT = 120

_COLUMN = re.compile(r"[\t|]")
_NUMBER_ALONE = re.compile(r"\d{1,3}[.)]?")
# "1." "1)" "1/" "2.3." "a)" "IV." "-" "+" "•": numbers only before a letter, so that "1.000 lượt người" stays whole.
_NUMBERING = re.compile(
    r"(?:[-–—+*•·▪]+\s*"
    r"|\(?\d{1,3}(?:\.\d{1,2})*[.)/]\s*(?=[^\W\d_]|[-–+])"
    r"|\d{1,2}(?:\.\d{1,2})+\s+(?=[^\W\d_])"
    r"|\(?[a-zđ]\)\s*|[a-zđ]\.\s+|(?:IX|IV|VI{0,3}|I{1,3}|X)[.)]\s+)",
)
_BEFORE_A_DAY = re.compile(r"(?:hạn|chậm nhất|hoàn thành|xong|trước|đến|tới|vào|là|trong|hết|:|\s)+", re.IGNORECASE)
_NO_DEADLINE = {
    "khong giao han": "",
    "khong han": "",
    "khong": "",
    "khong co han": "",
    "theo quy dinh": "theo quy định",
    "thuong xuyen": "thường xuyên",
}
# The first pattern that matches says what the line promises. Words are matched whole, with their marks.
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.MILESTONE, re.compile(r"\b(?:phát động|tổ chức lễ|lễ kỷ niệm|khánh thành|khởi công|ra quân)\b")),
    (Kind.HANDLE_CASES, re.compile(r"\b(?:khiếu nại|tố cáo|đơn thư|vụ việc|giải quyết|đơn(?! vị| giản| giá))\b")),
    (Kind.DELIVER_DOCUMENT, re.compile(r"\b(?:ban hành|tổng kết|sơ kết)\b")),
    (
        Kind.DELIVER_DOCUMENT,
        re.compile(r"(?<!thực hiện )(?<!theo )(?<!đúng )(?<!tốt )\b(?:đề án|kế hoạch|phương án|báo cáo|tờ trình)\b"),
    ),
    (
        Kind.REACH_NUMBER,
        re.compile(
            r"\b(?:đạt|thu(?! gom| thập| hút| hoạch)|chi trả|giải ngân|số lượng|tỷ lệ|chỉ tiêu)\b|\d\s*%",
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """One pasted line as understood. `unread` are the words behind the title that nothing could be made of.

    `no_deadline` is None where the line says nothing of a deadline.
    """

    number: int
    title: str
    kind: Kind
    lead_group_id: int | None = None
    due_on: date | None = None
    due_text: str = ""
    no_deadline: bool | None = None
    unread: tuple[str, ...] = ()


def read_lines(text: str, groups: Mapping[int, Sequence[str]], *, today: date) -> list[Pasted]:
    """Read the pasted text, blank lines left out. `groups` gives each group's names.

    Columns stand behind a tab or a "|": title, lead group, deadline. `number` counts the lines as pasted.
    """
    by_name = _unambiguous(groups)
    read = []
    for number, line in enumerate(text.splitlines(), 1):
        title, columns = _split(line)
        if title:
            read.append(_read_columns(number, title, columns, by_name, today))
    return read


def check_lines(lines: Sequence[Pasted], *, beside: int = 0) -> list[Refusal]:
    """What keeps the pasted text from going on, each with what to do; `beside` tasks come from elsewhere."""
    if not lines and not beside:
        return [Invalid(N_("Dán ít nhất một dòng; mỗi dòng là một nhiệm vụ."), field="lines")]
    refusals: list[Refusal] = []
    if len(lines) + beside > MOST_LINES:
        refusals.append(
            Invalid(
                N_("Có %(n)s dòng; mỗi lần giao tối đa %(limit)s dòng. Chia làm nhiều lần."),
                field="lines",
                n=len(lines) + beside,
                limit=MOST_LINES,
            )
        )
    refusals += [
        Invalid(
            N_("Dòng %(line)s dài %(n)s ký tự, tối đa %(limit)s. Rút gọn hoặc tách thành nhiều dòng."),
            field="lines",
            line=line.number,
            n=len(line.title),
            limit=LONGEST_TITLE,
        )
        for line in lines
        if len(line.title) > LONGEST_TITLE
    ]
    return refusals


def without_numbering(line: str) -> str:
    """The line without what counts it: "1.", "-", "+", "a)", also several in a row."""
    rest = line
    while match := _NUMBERING.match(rest):
        rest = rest[match.end() :]
    return rest


def title_of(words: str) -> str:
    """A sentence as the name of a task; a long one is cut between two words, for a person to put right."""
    line = " ".join(words.split()).rstrip(" .;,")
    if len(line) > LONGEST_TITLE:
        line = f"{line[: LONGEST_TITLE - 1].rpartition(' ')[0] or line[: LONGEST_TITLE - 1]}…"
    return line[:1].upper() + line[1:]


def guess_kind(title: str) -> Kind:
    """What a task promises, guessed from its words; the office corrects it where needed."""
    words = title.lower()
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), Kind.ONGOING_ACTIVITY)


def read_deadline(words: str, *, today: date) -> tuple[date | None, str, bool] | None:
    """Return (day, words worth keeping, no deadline) of what was written as a deadline; None if it says none.

    "trước ngày 15/6/2026" gives that day and keeps the printed words.
    """
    folded = fold(words).strip(" .;,")
    if folded in _NO_DEADLINE:
        return None, _NO_DEADLINE[folded], True
    before = _BEFORE_A_DAY.match(words)
    day_words = words[before.end() :] if before else words
    try:
        day = parse_day(day_words.strip(" .;,"), today=today)
    except NotADay:
        return None
    return day, words[:LONGEST_DUE_TEXT] if before else "", False


def _split(line: str) -> tuple[str, list[str]]:
    columns = [clean_line(column) for column in _COLUMN.split(line)]
    if len(columns) > 1 and _NUMBER_ALONE.fullmatch(columns[0]):  # the numbers of a table
        columns = columns[1:]
    return without_numbering(columns[0]), [column for column in columns[1:] if column]


def _read_columns(number: int, title: str, columns: Sequence[str], by_name: Mapping[str, int], today: date) -> Pasted:
    lead: int | None = None
    deadline: tuple[date | None, str, bool] | None = None
    unread = []
    for words in columns:
        group = by_name.get(_name_key(words)) if lead is None else None
        until = read_deadline(words, today=today) if group is None and deadline is None else None
        if group is None and until is None:
            unread.append(words)
        lead, deadline = lead or group, deadline or until
    due_on, due_text, no_deadline = deadline or (None, "", None)
    return Pasted(
        number=number,
        title=title,
        kind=guess_kind(title),
        lead_group_id=lead,
        due_on=due_on,
        due_text=due_text,
        no_deadline=no_deadline,
        unread=tuple(unread),
    )


def _unambiguous(groups: Mapping[int, Sequence[str]]) -> dict[str, int]:
    """Each name that means one group only."""
    owners: dict[str, set[int]] = {}
    for group_id, names in groups.items():
        for name in names:
            owners.setdefault(_name_key(name), set()).add(group_id)
    return {name: next(iter(ids)) for name, ids in owners.items() if name and len(ids) == 1}


def _name_key(name: str) -> str:
    return fold(name).strip(" .;,")
