"""Every template parses, names only what exists, uses all it imports and keeps to the content policy."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.conftest import settings_for
from tracker.app import create_app

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = [path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"}]
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in FILES)
PAGES = [name for name in NAMES if name.endswith(".html") and not name.startswith("emails/")]
PARTS = [name for name in PAGES if name.startswith("parts/")]
INLINE = re.compile(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)


@pytest.fixture(scope="module")
def jinja(tmp_path_factory):
    """The environment of the application itself; it asks no database."""
    return create_app(settings_for("", tmp_path_factory.mktemp("templates"))).jinja_env


def tree_of(jinja, name):
    return jinja.parse((TEMPLATES / name).read_text(encoding="utf-8"), name=name)


def macros_of(jinja, name):
    """By the name it is called by: a macro, or what `remembered` or `shelved` keeps of one."""
    tree = tree_of(jinja, name)
    found = {macro.name: macro for macro in tree.find_all(nodes.Macro)}
    for each in tree.find_all(nodes.Assign):
        if isinstance(each.node, nodes.Call) and called(each.node) in {"remembered", "shelved"}:
            found[each.target.name] = found[each.node.args[0].name]
    return found


def imports_of(tree):
    """(where from, what, known here as) for each imported macro; what is None where the whole file is imported."""
    for node in tree.find_all(nodes.Import):
        yield node.template.value, None, node.target
    for node in tree.find_all(nodes.FromImport):
        for name in node.names:
            real, here = name if isinstance(name, tuple) else (name, name)
            yield node.template.value, real, here


def known_macros(jinja, name):
    """The macros a template may call, under the names it calls them by."""
    known = macros_of(jinja, name)
    for source, real, here in imports_of(tree_of(jinja, name)):
        theirs = macros_of(jinja, source)
        if real is None:
            known |= {f"{here}.{macro}": theirs[macro] for macro in theirs}
        elif real in theirs:
            known[here] = theirs[real]
    return known


def called(call):
    """`field` for field(…), `form.field` for form.field(…)."""
    if isinstance(call.node, nodes.Name):
        return call.node.name
    if isinstance(call.node, nodes.Getattr) and isinstance(call.node.node, nodes.Name):
        return f"{call.node.node.name}.{call.node.attr}"
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_a_template_parses(jinja, name):
    assert tree_of(jinja, name).body


@pytest.mark.parametrize("name", NAMES)
def test_a_template_asks_only_for_filters_that_exist(jinja, name):
    asked = {node.name for node in tree_of(jinja, name).find_all(nodes.Filter)}
    assert asked <= set(jinja.filters)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_all_it_imports(jinja, name):
    tree = tree_of(jinja, name)
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert [here for _, _, here in imports_of(tree) if here not in used] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_imports_only_what_exists(jinja, name):
    asked = [(source, real) for source, real, _ in imports_of(tree_of(jinja, name)) if real is not None]
    assert [(source, real) for source, real in asked if real not in macros_of(jinja, source)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_templates_it_stands_on_exist(jinja, name):
    asked = tree_of(jinja, name).find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))
    literal = {
        const.value
        for node in asked
        for const in [node.template, *node.template.find_all(nodes.Const)]
        if isinstance(const, nodes.Const) and isinstance(const.value, str)
    }
    assert literal <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_macro_is_called_with_the_arguments_it_knows(jinja, name):
    known = known_macros(jinja, name)
    calls = [call for call in tree_of(jinja, name).find_all(nodes.Call) if called(call) in known]
    assert [wrong for call in calls for wrong in misfits(call, known[called(call)])] == []


def misfits(call, macro):
    """What a call gives too much or too little; a call with *args or **kwargs is not judged."""
    if call.dyn_args or call.dyn_kwargs:
        return
    names = [argument.name for argument in macro.args]
    needed = names[: len(names) - len(macro.defaults)]
    given = names[: len(call.args)] + [keyword.key for keyword in call.kwargs]
    if len(call.args) > len(names):
        yield f"line {call.lineno}: {macro.name} takes {len(names)} arguments"
    yield from (f"line {call.lineno}: {macro.name} knows no {name}" for name in given if name not in names)
    yield from (f"line {call.lineno}: {macro.name} needs {name}" for name in needed if name not in given)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_inline_style_or_script(name):
    """The content policy would refuse it without a word."""
    assert INLINE.findall((TEMPLATES / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_leaves_autoescape(jinja, name):
    assert [node.lineno for node in tree_of(jinja, name).find_all(nodes.Filter) if node.name == "safe"] == []


@pytest.mark.parametrize("name", PARTS)
def test_a_part_speaks_only_inside_its_macros(jinja, name):
    """An imported file is run once; words outside a macro would keep the language of its first reader."""
    tree = tree_of(jinja, name)
    inside = {id(call) for macro in tree.find_all(nodes.Macro) for call in macro.find_all(nodes.Call)}
    outside = [call for call in tree.find_all(nodes.Call) if id(call) not in inside]
    assert [call.lineno for call in outside if called(call) in {"_", "gettext", "ngettext"}] == []


@dataclass
class Cell:
    key: str
    n: int
    href: str


@dataclass
class Field:
    """As much of a form field as the summary of mistakes looks at."""

    id: str
    text: str
    errors: list
    short_name: str = "field"

    @property
    def label(self):
        return self


@dataclass
class Rows:
    entries: list
    errors: tuple = ("wrong",)


class Sheet(list):
    form_errors = ()


def part(jinja, name):
    return jinja.get_template(f"parts/{name}.html").module


@pytest.mark.parametrize("total", [False, True])
def test_a_number_is_a_link_unless_it_is_nought(jinja, total):
    some, none = (Cell(key="over", n=n, href="/tasks?state=over&org=3") for n in (2, 0))
    num_cells = part(jinja, "board").num_cells
    assert num_cells([some], total).count('href="/tasks?state=over&amp;org=3"') == 1
    assert "href" not in num_cells([none], total)
    assert num_cells([some, none, some], total).count("<td") == 3


@pytest.mark.parametrize("total", [False, True])
def test_a_number_in_the_matrix_says_its_state_in_words(jinja, total):
    assert "quá hạn</span>" in part(jinja, "board").num_cells([Cell(key="over", n=2, href="/")], total)


def test_a_state_nobody_knows_stops_the_page(jinja):
    with pytest.raises(Exception, match="unknown_icon"):
        part(jinja, "status").status(key="finished-ish")


def test_a_trend_leaves_out_quarters_without_a_figure(jinja):
    trend = part(jinja, "board").trend
    assert trend(points=[50, None, 100], label="50, 100").count(",") == 2 + 1
    assert trend(points=[None], label="") == ""


def test_a_bar_without_a_whole_is_empty(jinja):
    assert 'max="1" value="0"' in part(jinja, "board").pair_bar(label="Xong", value=0, max=0, text="0/0")


def test_the_marked_span_is_cut_out_of_the_stored_sentence(jinja):
    html = part(jinja, "task").quote(text="Giao <b> ngay.", start=5, end=8, source="Kết luận")
    assert "Giao <mark>&lt;b&gt;</mark> ngay." in html


def test_the_summary_counts_mistakes_inside_lists_of_smaller_forms(jinja):
    rows = Rows([Field("rows-0", "Số", ["Sai số.", "Quá lớn."])])
    form = Sheet([Field("name", "Tên", ["Thiếu tên."]), rows, Field("ok", "", [])])
    html = part(jinja, "form").error_summary(form, refusal="Quý đã chốt.")
    assert "có 4 chỗ cần sửa" in html
    assert '<a href="#rows-0">Số: Quá lớn.</a>' in html


def test_a_form_without_mistakes_has_no_summary(jinja):
    assert part(jinja, "form").error_summary(Sheet([Field("ok", "", [])])).strip() == ""
