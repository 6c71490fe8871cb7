"""How much of a task a mail tells, by the content level of its organization. Every mail's items pass here."""

from dataclasses import replace

from tracker.core.languages import gettext as _
from tracker.core.languages import ngettext
from tracker.core.secrecy import secrecy_mark
from tracker.organizations.models import ContentLevel
from tracker.reminders.facts import TaskNow
from tracker.reminders.page import Block, Frame, Item, Items
from tracker.reminders.words import plain_deadline_sentence


def lowered(item: Item, now: TaskNow, level: ContentLevel) -> Item:
    """The item with no more than the level allows.

    `title`: code, title, state and deadline. `code`: the code and where it leads, not even the state. What bears a
    mark of secrecy, kept from before it was refused, is told by its code alone.
    """
    if now.is_marked or any(map(secrecy_mark, item.said)):
        level = ContentLevel.CODE
    if level is ContentLevel.FULL:
        return item
    bare = replace(item, quote="", source="", said=(), groups=(), notes=(plain_deadline_sentence(now.task),))
    if level is ContentLevel.TITLE:
        return bare
    return replace(bare, badge=None, title="", notes=(), action=_("Mở việc này"), action_href=item.href, to_form=False)


def lowered_frame(frame: Frame, level: ContentLevel) -> Frame:
    """The frame without names of groups and without reasons, where only codes may be told."""
    if level is not ContentLevel.CODE:
        return frame
    why = _("Đồng chí nhận thư này vì có việc trên hệ thống theo dõi.")
    return replace(frame, group="", group_name="", contact="", why=why)


def lowered_items(items: Items, level: ContentLevel) -> Items:
    """A section without its heading and without the names of its blocks, where only codes may be told."""
    if level is not ContentLevel.CODE:
        return items
    blocks = tuple(Block(name="", rows=each.rows) for each in items.blocks)
    return replace(items, heading="", blocks=blocks)


def code_subject() -> str:
    """The subject where only codes may be told."""
    return _("Có việc cần cập nhật")


def code_opening(count: int) -> str:
    """The first sentence where only codes may be told."""
    return ngettext("Có %(n)s việc cần đồng chí xem.", "Có %(n)s việc cần đồng chí xem.", count)
