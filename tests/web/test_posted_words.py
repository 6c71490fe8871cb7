"""A form takes its words from what was typed: a file or JSON in their place is no answer, and no failure."""

import io

import pytest


@pytest.mark.parametrize("path", ["/groups/new", "/admin/fields", "/documents/new"])
def test_a_file_in_the_place_of_words_is_refused_as_empty(pages, path):
    sent = {"name": (io.BytesIO(b"x"), "ten.txt"), "subject": (io.BytesIO(b"x"), "a.txt")}
    pages.of("hoa").post(path, sent, status=422, content_type="multipart/form-data")


def test_json_in_the_place_of_a_form_is_refused(pages):
    visitor = pages.of("hoa")
    answer = visitor._ask(
        visitor.client.post, "/groups/new", json={"name": ["a"]}, headers={"X-CSRFToken": visitor.token()}
    )
    assert answer.status_code == 422
