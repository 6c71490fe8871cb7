"""Browsers with a form token each, made outside the test's own application context, which would share one."""

import contextvars

import pytest


@pytest.fixture
def pages(pages):
    """The checking client, for tests in which several people post."""
    genuine = pages.of

    def of(name, **kwargs):
        visitor = genuine(name, **kwargs)
        if visitor._token is None:
            contextvars.Context().run(visitor.token)
        return visitor

    pages.of = of
    return pages
