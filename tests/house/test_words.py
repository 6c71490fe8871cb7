"""Every Vietnamese text has its English twin, with the same places to fill in."""

import pytest

from tracker.commands import words


def test_every_text_has_an_english_twin_and_every_vietnamese_string_is_marked():
    faults = words.faults()
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:40]])


def test_texts_are_found_in_python_and_in_templates():
    places = {text.place.partition("/")[0] for text in words.collect()}
    assert places == {"tracker", "templates"}
    assert len(words.collect()) > 300


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    """A product of one module and one template, and its twins."""
    (tmp_path / "tracker").mkdir()
    (tmp_path / "templates").mkdir()
    for name, folder in {
        "PACKAGE": "tracker",
        "TEMPLATES": "templates",
        "TRANSLATIONS": "tracker",
        "ROOT": ".",
    }.items():
        monkeypatch.setattr(words, name, tmp_path / folder)

    def write(python: str = "", template: str = "", twins: str = "") -> list[str]:
        (tmp_path / "tracker" / "one.py").write_text(python)
        (tmp_path / "templates" / "one.html").write_text(template)
        (tmp_path / "tracker" / "en.po").write_text(
            f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n{twins}'
        )
        return words.faults()

    return write


def twin(text: str, english: str) -> str:
    return f'msgid "{text}"\nmsgstr "{english}"\n\n'


def test_a_text_with_its_twin_is_no_fault(catalogue):
    assert catalogue(python='N_("Hạn %(day)s")', twins=twin("Hạn %(day)s", "Due %(day)s")) == []


@pytest.mark.parametrize(
    ("python", "template", "twins", "said"),
    [
        ('N_("Hạn")', "", "", "no English twin"),
        ('N_("Hạn")', "", twin("Hạn", ""), "no English twin"),
        ("""f"{_('Hạn')}: {day}\"""", "", "", "no English twin"),
        ("""f"{ngettext('%(n)s tin', '%(n)s tin', 2)}.\"""", "", twin("%(n)s tin", "%(n)s news"), "no English plural"),
        ("", "{{ _('Hạn') }}", "", "no English twin"),
        ("", "{% trans %}Hạn{% endtrans %}", "", "no English twin"),
        ('_("Hạn %(day)s", day=1)', "", twin("Hạn %(day)s", "Due"), "places differ"),
        ('_("Hạn %(day)s", day=1)', "", twin("Hạn %(day)s", "Due %(date)s"), "places differ"),
        ('ngettext("%(n)s việc", "%(n)s việc", 2)', "", twin("%(n)s việc", "%(n)s task"), "no English plural"),
        ('label = "Hạn"', "", "", "not marked"),
        ('raise Refusal("Chưa đủ")', "", "", "not marked"),
    ],
)
def test_what_is_missing_is_named(catalogue, python, template, twins, said):
    (fault,) = catalogue(python=python, template=template, twins=twins)
    assert said in fault


def test_a_docstring_may_be_vietnamese(catalogue):
    assert catalogue(python='def f():\n    """*Ý kiến chỉ đạo*."""\n') == []
