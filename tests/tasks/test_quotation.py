"""The source sentence with its span marked: the document's own words, never retyped."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.tasks.quotation import MOST_AROUND, quotation

TEXT = "Hội nghị thống nhất.\nỔn định đời sống 5.466,32 ha; chi trả bồi thường cho dân. Giao các tổ rà soát."


def marked(text, span):
    start = text.index(span)
    found = quotation(text, span, start, start + len(span))
    return f"{found.text[: found.start]}[{found.text[found.start : found.end]}]{found.text[found.end :]}"


def test_the_span_stands_in_its_sentence():
    assert marked(TEXT, "chi trả bồi thường") == "Ổn định đời sống 5.466,32 ha; [chi trả bồi thường] cho dân."


def test_a_whole_sentence_stands_alone():
    assert marked(TEXT, "Giao các tổ rà soát.") == "[Giao các tổ rà soát.]"
    assert marked(TEXT, "Hội nghị thống nhất") == "[Hội nghị thống nhất]."


def test_a_line_ends_a_sentence_too():
    assert marked("Mục 1\nchi trả cho dân\nMục 2", "cho dân") == "chi trả [cho dân]"


def test_a_span_over_two_sentences_keeps_both():
    span = "bồi thường cho dân. Giao các tổ"
    assert marked(TEXT, span) == f"Ổn định đời sống 5.466,32 ha; chi trả [{span}] rà soát."


def test_a_long_sentence_is_cut_at_a_word_on_both_sides():
    far = "rất " * 200
    found = marked(f"{far}gần chi trả cho dân gần {far}", "chi trả")
    assert found.startswith("[…] rất ")
    assert "gần [chi trả] cho dân gần rất" in found
    assert found.endswith(" rất […]")
    assert len(found) < 2 * MOST_AROUND + 40


def test_without_a_place_or_where_the_document_says_otherwise_the_words_stand_alone():
    for start, end in ((None, None), (0, None), (None, 3), (0, 3), (9_999, 10_003)):
        found = quotation(TEXT, "chi trả bồi thường", start, end)
        assert (found.text, found.start, found.end) == ("chi trả bồi thường", 0, 18)


@given(st.text("ab .\n!?…", max_size=700), st.data())
def test_the_marked_words_are_always_the_quoted_ones(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = quotation(text, text[start:end], start, end)
    assert found.text[found.start : found.end] == text[start:end]
    around = found.text[: found.start].removeprefix("[…] "), found.text[found.end :].removesuffix(" […]")
    assert text[:start].endswith(around[0])
    assert text[end:].startswith(around[1])
