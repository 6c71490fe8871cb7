from datetime import date
from tracker.tasks.status import State
def test_it_opens(pages, make, cast):
    make.task(due_on=date(2026,4,20)); make.task(lead="b", due_on=date(2026,5,20)); make.task(lead="c")
    for path in ("/board", "/board/2026-Q2?by=field", "/board/2026-Q2?view=cards", "/board/2026-Q3", "/more"):
        page = pages.of("hoa").get(path)
        print(page.text)
    for name in ("an", "tam", "kien", "phuc"):
        print(name, pages.of(name).get("/board").text)
    pages.of("quan").get("/board", status=404)
