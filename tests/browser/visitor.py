"""A person at a browser, who notices what is wrong with a page."""

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe

SERIOUS = {"serious", "critical"}
PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 360, "height": 640}
DESK = {"width": 1366, "height": 768}
WIDE = {"width": 1920, "height": 1080}


@dataclass
class Faults:
    """What a browser complained about."""

    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    scroll: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[str]:
        return [*self.console, *self.requests, *self.scroll, *self.axe]


class Visitor:
    """One signed-in person on one device."""

    def __init__(self, browser, url: str, *, size=DESK, javascript=True) -> None:
        self.url = url
        self.javascript = javascript
        self.faults = Faults()
        self.context = browser.new_context(
            viewport=size,
            java_script_enabled=javascript,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            has_touch=size in (PHONE, SMALL_PHONE),
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("request", self._see)
        self.page.on("pageerror", lambda error: self.faults.console.append(f"{self.page.url}: {error}"))

    def close(self) -> None:
        self.context.close()

    def go(self, path: str) -> None:
        answer = self.page.goto(path if path.startswith("http") else self.url + path)
        assert answer is None or answer.status < 400, f"{path}: {answer.status}"

    def sign_in(self, email: str, password: str) -> None:
        if "/sign-in" not in self.page.url:
            self.go("/sign-in")
        self.page.locator("#email").fill(email)
        self.page.locator("#password").fill(password)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        assert "/sign-in" not in self.page.url, self.page.locator("main").inner_text()

    def wait_for(self, words: str, *, seconds: int = 60) -> None:
        """Load the page anew until it says these words."""
        for _second in range(seconds):
            if words in self.page.locator("main").inner_text():
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"{self.page.url} never said {words}")

    def number(self, selector: str) -> int:
        return int(self.page.locator(selector).first.inner_text())

    def examine(self, *sizes) -> None:
        """Axe at each of these sizes, or at the present one, and sideways scroll at the smallest phone."""
        if not self.javascript:
            return
        before = self.page.viewport_size
        for size in sizes or [before]:
            self.page.set_viewport_size(size)
            self._ask_axe(size)
        self.page.set_viewport_size(SMALL_PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > SMALL_PHONE["width"]:
            self.faults.scroll.append(f"{self.page.url}: {width} px wide at 360")
        self.page.set_viewport_size(before)

    def _ask_axe(self, size) -> None:
        found = Axe().run(self.page)
        for violation in found.response["violations"]:
            if violation["impact"] in SERIOUS:
                where = [node["target"] for node in violation["nodes"][:3]]
                self.faults.axe.append(f"{self.page.url} at {size['width']} px: {violation['id']} {where}")

    def _hear(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.faults.console.append(f"{self.page.url}: {message.text}")

    def _see(self, request) -> None:
        if not request.url.startswith((self.url, "data:", "about:")):
            self.faults.requests.append(f"{self.page.url}: {request.url}")
