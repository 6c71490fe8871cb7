"""Pieces of pages are written once: for each language, and for each set of arguments."""

import pytest
from markupsafe import Markup, escape

from tracker.core.languages import language, speaking
from tracker.web.pieces import remembered, shelved


def test_a_piece_is_written_once_for_each_language_and_each_argument():
    written = []

    def macro(word, plain=False):
        written.append((language(), word, plain))
        return f"{language()} {word} {plain}"

    piece = remembered(macro)
    assert [piece("over"), piece("over"), piece("over", plain=True)] == ["vi over False"] * 2 + ["vi over True"]
    with speaking("en"):
        assert piece("over") == "en over False"
    assert piece("over") == "vi over False"
    assert written == [("vi", "over", False), ("vi", "over", True), ("en", "over", False)]


def test_what_a_badge_says_is_escaped(app):
    with app.app_context():
        status = app.jinja_env.get_template("parts/status.html").module.status
        assert "<b>" not in status("over", "<b>Quá hạn</b>")
        assert "<svg" in status("over", "Quá hạn")


@pytest.mark.parametrize("kept", [remembered, shelved])
def test_text_is_escaped_though_the_same_letters_came_as_html_before(kept):
    piece = kept(escape)
    assert piece(Markup("<b>Quá hạn</b>")) == "<b>Quá hạn</b>"
    assert piece("<b>Quá hạn</b>") == "&lt;b&gt;Quá hạn&lt;/b&gt;"


def test_a_badge_speaks_the_language_of_who_asks(app):
    with app.app_context():
        status = app.jinja_env.get_template("parts/status.html").module.status
        assert "Quá hạn" in status("over")
        with speaking("en"):
            assert "Overdue" in status("over")
        assert "Quá hạn" in status("over")


def test_of_long_pieces_no_more_is_kept_than_there_is_room_for():
    written = []

    def macro(word):
        written.append(word)
        return word

    piece = shelved(macro, room=10)
    for word in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa", "bbbb"):
        assert piece(word) == word
    assert written == ["aaaa", "bbbb", "cccc", "bbbb"]  # the one long unused made room
    for _twice in range(2):
        assert piece("longer than all the room") == "longer than all the room"
    assert written[4:] == ["longer than all the room"] * 2
    assert [piece("aaaa"), piece("bbbb")] == written[:2]
    assert len(written) == 6


def test_a_long_piece_is_kept_for_each_language():
    piece = shelved(lambda word: f"{language()} {word}")
    assert piece("over") == "vi over"
    with speaking("en"):
        assert piece("over") == "en over"
    assert piece("over") == "vi over"
