"""Every page worth looking at, who looks at it, and how to get there from the demo's data."""

from dataclasses import dataclass

OFFICE, STANDING = "vanphong@kyanh.example", "thuongtruc@kyanh.example"
MEMBER, HEAD = "thanhvien@canloc.example", "totruong@kyanh.example"
INSPECTOR, ADMINISTRATOR, PROVINCE = "kiemtra@kyanh.example", "quantri@kyanh.example", "tinhuy@hatinh.example"

UPRIGHT = 692  # A4 less 15 and 12 mm, at 96 px an inch
ACROSS = 1031  # the same lying, less 12 mm on both sides


@dataclass(frozen=True)
class Sight:
    """A page: its name, who looks, where; `then` are links to follow from there, as selectors.

    `part` is what of the page is pictured, if not all of it. `paper` is how wide the paper is between its margins, in
    px, where the page is pictured as printed too.
    """

    name: str
    who: str | None
    path: str
    then: tuple[str, ...] = ()
    status: int = 200
    part: str = ""
    paper: int = 0


SIGHTS = (
    Sight("signin", None, "/sign-in"),
    Sight("board", STANDING, "/board/2026-Q4", paper=ACROSS),
    Sight("board-field", STANDING, "/board/2026-Q4?by=field"),
    Sight("board-cards", STANDING, "/board/2026-Q4?view=cards"),
    Sight("board-deadlines", STANDING, "/board/2026-Q4/deadlines", paper=ACROSS),
    Sight("update-rate", STANDING, "/board/2026-Q4/updates?sort=updated"),
    Sight("sheet", STANDING, "/board/2026-Q4", ("a[href*='/groups/'] >> nth=1",), paper=UPRIGHT),
    Sight("report", OFFICE, "/reports/2026-Q4"),
    Sight("board-empty", OFFICE, "/board/2027-Q1"),
    Sight("pace", STANDING, "/board/2026-Q4/pace", paper=ACROSS),
    Sight("pace-together", PROVINCE, "/board/2026-Q4/pace"),
    Sight("meeting", STANDING, "/meeting/2026-Q4"),
    Sight("meeting-write", OFFICE, "/meeting/2026-Q4/1?write=1"),
    Sight("meeting-none", STANDING, "/meeting/2027-Q1"),
    Sight("meeting-room", OFFICE, "/meeting/2026-Q4/room"),
    Sight("overview", PROVINCE, "/board/2026-Q4"),
    Sight("tasks", STANDING, "/tasks?quarter=2026-Q4"),
    Sight("tasks-none", STANDING, "/tasks?quarter=2026-Q4&q=khong+co+viec+nao"),
    Sight("filter-new", HEAD, "/tasks/filters/new?state=over&mine=group"),
    Sight("filters", HEAD, "/tasks/filters"),
    Sight("home", MEMBER, "/me"),
    Sight("update", MEMBER, "/me", (".todo a.btn-primary >> nth=0",)),
    Sight("task", OFFICE, "/review", ("main h2 a >> nth=0",)),
    Sight("task-member", MEMBER, "/tasks", ("main tbody a >> nth=0",)),
    Sight("deadline", OFFICE, "/review", ("main h2 a >> nth=0", "a[href$='/deadline'] >> nth=0")),
    Sight("task-edit", OFFICE, "/review", ("main h2 a >> nth=0", "a[href$='/edit'] >> nth=0")),
    Sight("review", OFFICE, "/review"),
    Sight("documents", OFFICE, "/documents"),
    Sight("document", OFFICE, "/documents", ("main tbody a >> nth=0",)),
    Sight("document-new", OFFICE, "/documents/new"),
    Sight("directive-new", OFFICE, "/documents", ("main tbody a >> nth=0", "a[href$='/directives/new']")),
    Sight("lines", OFFICE, "/documents", ("main tbody a >> nth=0", "a[href$='/lines']")),
    Sight("groups", OFFICE, "/groups"),
    Sight("group", OFFICE, "/groups", ("main tbody a >> nth=0",)),
    Sight("audit", INSPECTOR, "/audit"),
    Sight("accounts", ADMINISTRATOR, "/admin/accounts"),
    Sight("account-edit", ADMINISTRATOR, "/admin/accounts", ("main tbody a >> nth=0",)),
    Sight("account-new", ADMINISTRATOR, "/admin/accounts/new"),
    Sight("organizations", ADMINISTRATOR, "/admin/organizations"),
    Sight("fields", OFFICE, "/admin/fields"),
    Sight("calendar", OFFICE, "/admin/calendar"),
    Sight("calendar-import", OFFICE, "/admin/calendar/days?year=2027"),
    Sight("profile", HEAD, "/account"),
    Sight("calendar-address", HEAD, "/account/calendar"),
    Sight("more", HEAD, "/more"),
    Sight("chase", OFFICE, "/reminders/chase"),
    Sight("chase-task", OFFICE, "/tasks?state=over", ("main tbody a >> nth=0", "a[href*='/reminders/chase'] >> nth=0")),
    Sight("reminders", OFFICE, "/reminders/preview"),
    Sight("reminders-day", OFFICE, "/reminders/preview?day=2026-11-26"),
    Sight("ladder", OFFICE, "/reminders/ladder"),
    Sight("ladder-administrator", ADMINISTRATOR, "/reminders/ladder"),
    Sight("ladder-edit", OFFICE, "/reminders/ladder/organization"),
    Sight("ledger", OFFICE, "/tasks?state=over", ("main tbody a >> nth=0",), part="#reminders"),
    Sight("status", ADMINISTRATOR, "/status?still=1"),
    Sight("mailbox", None, "/mailbox"),
    Sight("not-found", OFFICE, "/tasks/999999", status=404),
    Sight("not-allowed", INSPECTOR, "/documents/new", status=403),
)


def look(visitor, sight: Sight) -> None:
    """Go to a sight."""
    answer = visitor.page.goto(visitor.url + sight.path)
    assert answer.status == sight.status, f"{sight.path}: {answer.status}"
    for link in sight.then:
        visitor.go(visitor.page.locator(link).first.get_attribute("href"))
