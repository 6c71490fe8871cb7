"""Who may: one row for every route. A route without a row fails the tests; so does a row without a route.

The thing behind each route belongs to the home committee: its task is led by group A and supported by group B.
"""

from tests.house.doors import STRANGER, Door, ReadAndWrite, but_not_for_others, door, everybody, signed_in, told_no_but

READERS = "hoa hung tam kien phuc"  # the office, standing committee and inspector at home, and the province above
ON_THE_TASK = "an binh chi"

see_task = door(f"{ON_THE_TASK} {READERS}")
report = door(ON_THE_TASK, told_no=READERS)
answer = door("hoa hung", told_no=f"{ON_THE_TASK} tam kien phuc")
direct = door("hoa hung tam", told_no=f"{ON_THE_TASK} kien phuc")

see_own_tasks = door("an binh chi dung hoa hung tam kien lan nam phuc")
review_own = door("hoa hung lan")
chased_at_home = door("hoa hung", told_no="an binh chi dung tam kien quan nam phuc")
see_documents = door("hoa hung tam kien lan phuc")
see_document = door(READERS)
enter_own = door("hoa hung lan", told_no="tam kien phuc")
enter = door("hoa hung", told_no="tam kien phuc")

administer = told_no_but("quan")
administer_own = told_no_but("quan hoa hung lan")
administer_home = door(
    "quan hoa hung", told_no="an binh chi dung tam kien nam phuc"
)  # Lan's right ends at her committee
see_meeting = told_no_but("hoa hung tam kien lan phuc")
write_note = door("hoa hung", told_no="tam kien phuc")
note_or_words_back = Door(inside=write_note.inside | {STRANGER}, told_no=write_note.told_no)
see_audit = told_no_but("hoa hung tam kien quan lan phuc")
see_group = door("an binh hoa hung tam kien quan phuc")  # members know their own groups only
manage_group = door("quan hoa hung", told_no="an binh tam kien phuc")

by_the_link = but_not_for_others("binh")

WHO_MAY: dict[str, Door | ReadAndWrite] = {
    "accounts.accounts": administer,
    "accounts.change_password": signed_in,
    "accounts.choose_digests": signed_in,
    "accounts.choose_language": everybody,
    "accounts.disable_account": administer,
    "accounts.edit_account": administer,
    "accounts.enable_account": administer,
    "accounts.end_sign_in": door("binh"),
    "accounts.new_account": administer,
    "accounts.profile": signed_in,
    "accounts.reset_password": administer,
    "accounts.sign_in": everybody,
    "accounts.sign_out": signed_in,
    "audit.index": see_audit,
    "board.board": see_own_tasks,
    "board.deadlines": see_own_tasks,
    "board.end_room": door("hoa hung", told_no="an binh chi dung tam kien quan nam phuc"),
    "board.index": see_own_tasks,
    "board.meeting": see_meeting,
    "board.meeting_screen": see_meeting,
    "board.new_room": told_no_but("hoa hung lan"),
    "board.note": note_or_words_back,
    "board.room": everybody,
    "board.room_links": told_no_but("hoa hung lan"),
    "board.room_screen": everybody,
    "board.of": door("phuc"),
    "calendar.add_override": administer_own,
    "calendar.import_days": administer_own,
    "calendar.index": administer_own,
    "calendar.remove_override": administer_home,
    "demo.html": everybody,
    "demo.mail": everybody,
    "demo.mailbox": everybody,
    "directives.document": see_document,
    "directives.edit": enter,
    "directives.index": see_documents,
    "directives.new": enter_own,
    "exchange.calendar": signed_in,
    "exchange.end_calendar": signed_in,
    "exchange.feed": everybody,
    "exchange.new_calendar": signed_in,
    "groups.add_seat": manage_group,
    "groups.change_seat": manage_group,
    "groups.close_group": manage_group,
    "groups.edit_group": manage_group,
    "groups.end_seat": manage_group,
    "groups.group": see_group,
    "groups.index": told_no_but("an binh chi dung hoa hung tam kien quan lan nam phuc"),
    "groups.new_group": administer_own,
    "groups.reopen_group": manage_group,
    "intake.directive": enter,
    "intake.drop_note": write_note,
    "intake.lines": enter,
    "intake.note": write_note,
    "intake.restore_note": write_note,
    "navigation.healthz": everybody,
    "navigation.readyz": everybody,
    "navigation.more": signed_in,
    "navigation.start": signed_in,
    "operations.addresses": administer_own,
    "operations.set_alternative": administer_home,
    "operations.try_address_again": administer_home,
    "operations.count_as_received": administer_home,
    "operations.give_up": administer_home,
    "operations.mail": administer_home,
    "operations.mails": administer_own,
    "operations.pause": administer,
    "operations.restored_mails": administer_own,
    "operations.resume": administer,
    "operations.send_again": administer_home,
    "operations.status": administer_own,
    "organizations.add_field": administer_own,
    "links.code": by_the_link,
    "links.digests": by_the_link,
    "links.sent": by_the_link,
    "links.update": by_the_link,
    "organizations.close_field": administer_home,
    "organizations.edit_organization": administer,
    "organizations.fields": administer_own,
    "organizations.move_field": administer_home,
    "organizations.new_organization": administer,
    "organizations.index": administer,
    "organizations.rename_field": administer_home,
    "organizations.reopen_field": administer_home,
    "pace.pace": see_own_tasks,
    "reminders.chase_tasks": told_no_but("hoa hung lan"),
    "reminders.coming": administer_own,
    "reminders.digest_to": administer_home,
    "reminders.digest_to_me": signed_in,
    "reminders.ladder": administer_own,
    "reminders.mute": report,
    "reminders.organization_ladder": administer_own,
    "reminders.quarter_ladder": told_no_but("hoa hung lan"),
    "reminders.sent_chase": chased_at_home,
    "reminders.task_ladder": answer,
    "reminders.unmute": report,
    "reports.document": see_documents,
    "reports.edit": enter_own,
    "reports.report": see_documents,
    "reports.send": enter_own,
    "reports.weekly": enter_own,
    "reports.workbook": see_documents,
    "saved_filters.index": see_own_tasks,
    "saved_filters.keep": see_own_tasks,
    "saved_filters.remove": door("binh"),
    "saved_filters.rename": door("binh"),
    "saved_filters.restore": door("binh"),
    "sheets.sheet": door(f"an binh {READERS}"),
    "tasks.add_direction": direct,
    "tasks.cancel": answer,
    "tasks.carry_over": answer,
    "tasks.confirm": answer,
    "tasks.take_answer_back": answer,
    "tasks.deadline": answer,
    "tasks.edit": answer,
    "tasks.evidence": see_task,
    "tasks.index": see_own_tasks,
    "tasks.me": see_own_tasks,
    "tasks.no_change": report,
    "tasks.review": review_own,
    "tasks.send_task_back": answer,
    "tasks.sent": door("binh"),
    "tasks.task": see_task,
    "tasks.update": report,
    "update_rate.updates": see_documents,
    "web.asset": everybody,
}
