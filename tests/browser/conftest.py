"""A real Chromium, and pages that note every fault: console, content policy, other hosts, sideways scroll."""

import os
import shutil

import pytest

from tests.browser.product import Product, at, copy_of
from tests.browser.website import Website

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
)
# A Wednesday morning with a working day after it, so that the next morning's digest is due.
MORNING = at(2026, 11, 25, 8, 0)
NEXT_MORNING = at(2026, 11, 26, 7, 31)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine: apt-get install chromium fonts-noto-core")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def filled(tmp_path_factory, browser_type_launch_args):
    """The data of a clean demo, loaded once."""
    product = Product(tmp_path_factory.mktemp("demo") / "data")
    product.start(MORNING)
    product.stop()
    return product.folder


@pytest.fixture
def product(filled, tmp_path):
    """A clean demo on a Wednesday morning."""
    started = Product(copy_of(filled, tmp_path / "data"))
    started.start(MORNING)
    yield started
    started.stop()


@pytest.fixture
def website(filled, tmp_path):
    """The pages of a clean demo on a Wednesday morning, without its jobs and its mails."""
    started = Website(copy_of(filled, tmp_path / "data"))
    started.start(MORNING)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def shared_product(filled, tmp_path_factory):
    """A clean demo for tests that only look."""
    started = Product(copy_of(filled, tmp_path_factory.mktemp("look") / "data"))
    started.start(MORNING)
    yield started
    started.stop()
