# What people do to an agenda, guests, the link, what is owed, what everybody may read.

move-add-item = put on the agenda
move-order-items = put the agenda in order
move-strike-item = strike from the agenda
move-restore-item = put back on the agenda
move-invite-guest = invite from outside
move-leave-out-guest = take back an invitation from outside
move-set-link = give a link
move-publish-conclusion = publish the conclusion
move-tell-again = tell of the changed agenda
move-fall-behind = fall behind
stage-conclusion = publishing the conclusion

entry-add-item = put something on the agenda
entry-order-items = put the agenda in order
entry-strike-item = struck something from the agenda
entry-restore-item = put back what was struck
entry-invite-guest = invited an organisation from outside
entry-leave-out-guest = took back an invitation to an organisation from outside
entry-set-link = set where the meeting is online
entry-publish-conclusion = published what the roundtable came to
entry-tell-again = told those invited of the changed agenda
entry-fall-behind = found that its period ended without it

reason-item-added = Put on the agenda by hand: { $number }
reason-items-ordered = The agenda has { $count } items, in the order in which they were put.
reason-item-struck = Struck from the agenda: { $number }. It stays off when the agenda is drawn anew, until it is put back.
reason-struck-tabled = Struck from the agenda: the tabled case { $number }. It stays tabled, the next joint meeting is called for it, and the level above was told.
reason-item-restored = Back on the agenda: { $number }
reason-agenda-changed = The agenda changed after the invitations and now has { $count } items: those invited were told once.
reason-guest-invited = Organisations invited from outside: { $count }.
reason-guest-left-out = Organisations invited from outside: { $count }.
reason-link-set = The meeting can be joined online; those invited find the link here and in their calendar.
reason-link-taken-off = The meeting is not online any more.
reason-fell-behind = { $period } has ended and the meeting that was owed for it has not been held: its body has fallen behind, and the level above was told.
reason-conclusion-public = What the roundtable came to is public now.
reason-conclusion-corrected = What is public of the roundtable was put right.

agenda-case = Case { $number }
agenda-words = A subject whose words are kept with the minutes
agenda-words-erased = A subject whose words were erased

guard-is-a-roundtable = Only what a roundtable came to is public.
guard-has-its-minutes = The minutes come first.

input-exactly-one-of-subject-incident-decision = name exactly one of `subject`, `incident` and `decision`
input-too-many-items = at most { $count } items are put on one agenda by hand
input-already-on-it = “{ $value }” is on the agenda already, or was struck from it
input-not-this-agenda = must be what is on the agenda, each item once
input-never-struck = what a roundtable is about and motions are not struck
input-too-many-guests = at most { $count } organisations are invited from outside
input-the-same-link = is the link that it has
input-no-https-link = must be a link that begins with https://
input-look-through-it-first = look through it first: no person may be named or described
input-not-the-minutes = must not be the minutes themselves
input-unknown-guest = There is no such guest among those who are invited.
input-no-such-decision = there is no decision { $value }

guest-invited-title = An invitation: { $title }
guest-invited = Your organisation is invited to { $title }, { $at }.
guest-meeting-changed-title = A meeting has changed: { $title }
guest-meeting-changed = The time or the way to join has changed: { $title }, { $at }.
guest-meeting-cancelled-title = A meeting is called off: { $title }
guest-meeting-cancelled = You need not come: { $title }, which was for { $at }.
guest-purpose = { $organisation }: { $purpose }
guest-link = Join online: { $link }
guest-where = { $link }

entry-plan = put it on the calendar
entry-call = called it beside the calendar
entry-draw = drew up the agenda
entry-invite = sent the invitations
entry-postpone = put it off
entry-cancel = called it off
entry-hold = began the meeting
entry-minute = wrote the minutes
entry-adjourn = closed it; nothing was decided
entry-carry-out = reported a decision as carried out
entry-send-back = sent a decision back
entry-sign-off = signed a decision off
entry-drop = dropped a decision
