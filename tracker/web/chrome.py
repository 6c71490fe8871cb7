"""What the skeleton of every page needs: whose it is, where one can go, and what is marked as current."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Tab:
    """A tab over the page; `count` stands behind its label when there is something to count."""

    key: str
    label: str
    href: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class PhoneTab:
    """One of the four places in the bar at the foot of a phone."""

    key: str
    label: str
    href: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class Chrome:
    """The words and links around a page.

    `alarm` says what is wrong with sending, `unreached` how many people no mail reaches, to those who look after it.
    """

    organization_name: str
    subtitle: str = ""
    account_name: str = ""
    tabs: tuple[Tab, ...] = ()
    phone_tabs: tuple[PhoneTab, ...] = ()
    more: tuple[Tab, ...] = ()
    current: str = ""
    signed_in: bool = False
    home_href: str = "/"
    search_href: str = ""
    profile_href: str = ""
    sign_out_href: str = ""
    language_href: str = ""
    other_language: str = "en"
    contact: str = ""
    alarm: str = ""
    alarm_href: str = ""
    unreached: int = 0
    unreached_href: str = ""
