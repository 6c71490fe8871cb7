"""Whether every Vietnamese text of the product has its English twin.

Texts are found where they are marked: `_`, `gettext`, `ngettext` and `N_` in Python, `_` and `{% trans %}` in
templates. A Vietnamese string that is not marked at all is found as well, because nobody would ever translate it.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from tracker.core.paths import ROOT, TEMPLATES, TRANSLATIONS

PACKAGE = Path(__file__).resolve().parent.parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
JINJA_OPTIONS = {
    "extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true",
    "silent": "false",
}  # fmt: skip

# Not words of the product but material: letters to fold, figures of the demo, names as their owners write them.
MATERIAL = {
    "tracker/core/text.py": "tables of letters",
    "tracker/core/secrecy.py": "marks of secrecy, and the words that only look like them",
    "tracker/core/numbers.py": "words that stand beside numbers in what people type",
    "tracker/demo": "made-up people and tasks, in Vietnamese in either language",
    "tracker/intake": "words that are looked for in what people paste",
}
AS_WRITTEN = frozenset({"Tiếng Việt", "Quý ", "QĐ"})
"""Parts of names that are the same in every language: of a language, of a quarter, of a document's number."""

_PLACE = re.compile(r"%\((\w+)\)[sd]")
_VIETNAMESE = re.compile("[ăâđêôơưàáạảãằắặẳẵầấậẩẫèéẹẻẽềếệểễìíịỉĩòóọỏõồốộổỗờớợởỡùúụủũừứựửữỳýỵỷỹ]", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Text:
    """A marked text, its plural if it has one, and where it stands."""

    one: str
    many: str
    place: str

    @property
    def places(self) -> frozenset[str]:
        """The names to be filled in."""
        return frozenset(_PLACE.findall(self.one) + _PLACE.findall(self.many))


def faults() -> list[str]:
    """One line for each text without a true twin, and for each Vietnamese string that is not marked."""
    twins = _twins()
    missing = [f"{text.place}: {fault}: {text.one!r}" for text in collect() if (fault := _fault(text, twins))]
    return [*missing, *unmarked()]


def collect() -> list[Text]:
    """Every marked text, once, in the order of the files."""
    found: dict[str, Text] = {}
    for text in _extract():
        found.setdefault(text.one, text)
    return list(found.values())


def unmarked() -> list[str]:
    """Vietnamese strings in Python that are neither marked, nor a docstring, nor material."""
    return [
        f"{_name(path)}:{line}: not marked with N_: {text!r}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not _is_material(path)
        for line, text in _unmarked_in(ast.parse(path.read_text(encoding="utf-8")))
    ]


def _fault(text: Text, twins: dict[str, tuple[str, ...]]) -> str:
    twin = twins.get(text.one, ())
    if not twin or not all(twin):
        return "no English twin"
    if text.many and len(twin) != 2:  # noqa: PLR2004 - English has two forms
        return "no English plural"
    names = frozenset(name for form in twin for name in _PLACE.findall(form))
    if not names <= text.places or not text.places <= names | {"n", "num"}:
        return f"places differ, {sorted(text.places)} and {sorted(names)}"
    return ""


def _twins() -> dict[str, tuple[str, ...]]:
    path = TRANSLATIONS / "en.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {_forms(message.id)[0]: _forms(message.string) for message in read_po(file, locale="en") if message.id}


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _extract() -> Iterator[Text]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _texts_of(path, "python", {})
        yield from _texts_in_f_strings(path)
    for path in sorted(TEMPLATES.rglob("*")):
        if path.suffix in {".html", ".txt"}:
            yield from _texts_of(path, "jinja2", JINJA_OPTIONS)


def _texts_of(path: Path, method: str, options: dict[str, str]) -> Iterator[Text]:
    for line, message, _comments, _context in extract_from_file(method, path, KEYWORDS, options=options):
        one, *many = _forms(message)
        yield Text(one=one, many=many[0] if many else "", place=f"{_name(path)}:{line}")


def _texts_in_f_strings(path: Path) -> Iterator[Text]:
    """Those marked inside an f-string, which older interpreters hand to the extractor as one piece."""
    wholes = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.JoinedStr))
    for node in (each for whole in wholes for each in ast.walk(whole)):
        if not isinstance(node, ast.Call) or _called(node) not in KEYWORDS:
            continue
        one, *many = [each.value for each in node.args if isinstance(each, ast.Constant)] or [None]
        if isinstance(one, str):
            yield Text(one=one, many=str(many[0]) if many else "", place=f"{_name(path)}:{node.lineno}")


def _unmarked_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    allowed = {id(node) for each in ast.walk(tree) for node in _accounted_for(each)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in allowed:
            continue
        if _VIETNAMESE.search(node.value) and node.value not in AS_WRITTEN:
            yield node.lineno, node.value


def _accounted_for(node: ast.AST) -> Iterator[ast.AST]:
    """The strings of this node that need no mark, or have one."""
    if isinstance(node, ast.Expr):  # a docstring, also of an attribute
        yield node.value
    if isinstance(node, ast.Call) and _called(node) in {*KEYWORDS, "compile"}:  # a pattern is read by nobody
        yield from node.args


def _called(node: ast.Call) -> str:
    """The name of the function, empty for one without."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _is_material(path: Path) -> bool:
    return any(_name(path).startswith(prefix) for prefix in MATERIAL)


def _name(path: Path) -> str:
    base = PACKAGE.parent if path.is_relative_to(PACKAGE) else ROOT
    return str(path.relative_to(base))
