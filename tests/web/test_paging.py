"""Neighbouring pages keep the address and nothing of it is taken for anything else."""

import pytest

from tracker.web.paging import Page, page_number


@pytest.mark.parametrize("asked", ["0", "-1", "x", "9" * 5000, "²", "1.5", ""])
def test_anything_but_a_sensible_number_is_the_first_page(app, asked):
    with app.test_request_context(f"/audit?page={asked}"):
        assert page_number() == 1


def test_the_neighbours_keep_every_other_part_of_the_address(app):
    with app.test_request_context("/audit?q=một+hai&endpoint=tasks.me&_scheme=ftp&page=2"):
        page = Page(rows=[], number=page_number(), total=150)
        assert page.previous_href == "/audit?q=m%E1%BB%99t+hai&endpoint=tasks.me&_scheme=ftp&page=1"
        assert page.next_href.endswith("page=3")
