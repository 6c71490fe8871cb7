"""How an organization is called where there is little room."""

from tracker.core.text import clean_line
from tracker.organizations.models import Organization

LONGEST_HEAD = 60


def heading_name(organization: Organization) -> str:
    """The name in the head line and the subject of a mail, where there is no room for a long one."""
    name = clean_line(organization.name)
    return name if len(name) <= LONGEST_HEAD else clean_line(organization.short_name)
