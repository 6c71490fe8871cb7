"""What the tests of this folder share."""

from tests.accounts.browsers import pages  # noqa: F401  # a fixture
