"""Every kind of mail in a real browser that may fetch nothing: as wide as a telephone, readable, whole."""

import pytest

from tests.browser.letters import write_letters
from tests.browser.visitor import DESK, SMALL_PHONE


@pytest.fixture(scope="module")
def letters(tmp_path_factory):
    return write_letters(tmp_path_factory.mktemp("letters"))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("size", [DESK, SMALL_PHONE], ids=["desk", "phone"])
def test_a_mail_needs_nothing_from_elsewhere_and_no_sideways_scroll(browser, letters, size):
    context = browser.new_context(viewport=size, java_script_enabled=True, offline=True)
    asked: list[str] = []
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for name, letter in letters.items():
            page.set_content(letter.html)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
            assert page.evaluate("document.compatMode") == "CSS1Compat", name
            for link in page.locator("a").all():
                assert link.is_visible(), f"{name}: a link nobody sees"
    finally:
        context.close()
    assert asked == []
    assert len(letters) == 10
