"""Where a quotation stands in a text, and how the text is cut into marked pieces."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.core.errors import Invalid, SeveralRefusals
from tracker.directives.rules import Mark, Segment, check_document, check_edit, find_span, segments

SPANS = st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 30)), max_size=6)


def test_a_quotation_is_marked_with_its_number():
    text = "Giao A làm; giao B làm."
    assert segments(text, [Mark(number=2, start=12, end=22), Mark(number=1, start=0, end=10)]) == [
        Segment(text="Giao A làm", quoted=True, begins=(1,)),
        Segment(text="; ", quoted=False),
        Segment(text="giao B làm", quoted=True, begins=(2,)),
        Segment(text=".", quoted=False),
    ]


def test_overlapping_quotations_are_both_marked():
    pieces = segments("abcdef", [Mark(number=1, start=0, end=4), Mark(number=2, start=2, end=6)])
    assert [(piece.text, piece.begins) for piece in pieces] == [("ab", (1,)), ("cd", (2,)), ("ef", ())]
    assert all(piece.quoted for piece in pieces)


@pytest.mark.parametrize("text", ["", "một dòng"])
def test_a_text_without_quotations_is_one_piece_or_none(text):
    assert [piece.text for piece in segments(text, [])] == ([text] if text else [])


@given(st.text(max_size=25), SPANS)
def test_the_pieces_put_together_are_the_text(text, spans):
    marks = [Mark(number=number, start=start, end=end) for number, (start, end) in enumerate(spans)]
    pieces = segments(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


def test_a_quotation_is_found_word_for_word_only():
    assert find_span("Đẩy mạnh thu ngân sách.", "thu ngân sách") == (9, 22)
    assert find_span("Đẩy mạnh thu ngân sách.", "Thu ngân sách") is None
    assert find_span("Đẩy mạnh", "") is None


def test_a_sentence_that_stands_twice_is_marked_where_nobody_quoted_it():
    text = "làm tốt, làm tốt"
    assert find_span(text, "làm tốt", [(0, 7)]) == (9, 16)
    assert find_span(text, "làm tốt", [(0, 7), (9, 16)]) == (0, 7)


def test_a_document_of_tomorrow_is_refused():
    check_document(issued_on=date(2026, 5, 12), today=date(2026, 5, 12))
    with pytest.raises(Invalid) as refused:
        check_document(issued_on=date(2026, 5, 13), today=date(2026, 5, 12))
    assert refused.value.field == "issued_on"


def test_what_directives_stand_on_does_not_change():
    facts = {"old_quarter": "2026-Q2", "new_quarter": "2026-Q3", "old_text": "a", "new_text": "b"}
    check_edit(**facts, has_directives=False, is_quoted=False)
    with pytest.raises(SeveralRefusals) as refused:
        check_edit(**facts, has_directives=True, is_quoted=True)
    assert [each.field for each in refused.value.refusals] == ["quarter", "text"]
