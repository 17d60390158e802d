# Meetings: words for codes, the reasons of each step, the agenda.

move-hear = hear at a meeting
move-plan = plan
move-call = call beside the calendar
move-draw = draw up the agenda
move-invite = send the invitations
move-postpone = postpone
move-cancel = cancel
move-hold = hold
move-minute = write the minutes
move-adjourn = adjourn
move-carry-out = report it as carried out
move-send-back = send back
move-sign-off = sign off
move-drop = drop the decision

meeting-planned = planned
meeting-drawn = agenda drawn up
meeting-invited = invitations sent
meeting-held = held, minutes to be written
meeting-minuted = decisions being carried out
meeting-closed = closed
meeting-cancelled = cancelled
decision-open = to be carried out
decision-reported = reported, to be signed off
decision-done = done
decision-dropped = dropped

subject-meeting = meeting
subject-decision = decision
standing-attendee = attendee
standing-convener = convener
stage-meeting = beginning of the meeting
stage-minutes = minutes of the meeting
stage-decision = carrying out the decision
meeting-kind-special = special meeting
meeting-kind-joint = joint meeting
meeting-kind-work = work meeting
meeting-kind-consultation = consultation
meeting-kind-roundtable = roundtable

reason-planned-anew = The meeting of { $period } was called off; this one is in its place: begins { $until }.
reason-invited-past = Its time has come already: nobody is invited any more, the convener is told.
reason-put-off-often = Put off { $times } times, as often as allowed: the level above is told.
reason-left-tabled = Not heard, and left to the next meeting: { $count } tabled cases.
reason-planned = Owed for { $period }: begins { $until }.
reason-called-beside-the-calendar = Called beside the calendar: begins { $until }.
reason-called = Called because { $count } have piled up: begins { $until }.
reason-drawn = The agenda has { $count } items, { $tabled } of them tabled cases.
reason-invited = { $count } people were invited.
reason-postponed = Put off from { $before } to { $until }.
reason-put-off = The calendar changed (version { $calendar }) and it would have fallen on a rest day: put off to { $until }.
reason-cancelled = Cancelled; those invited and the level above were told.
reason-nothing-decided = Nothing was decided: closed at once. What was tabled comes before the next meeting.
reason-decided = Decision { $decision } is for { $receiver } to carry out by { $due }.
reason-all-carried-out = Every decision has come to an end: closed.
reason-carried-out-late = It was due { $due }: carried out late.
reason-sent-back = Sent back, time { $times }.
reason-heard = Heard at meeting { $meeting }, which decided nothing on it.
reason-heard-decided = Heard at meeting { $meeting }: its decision { $decision } is due { $due }.

agenda-topic = What comes again and again here: { $category }
agenda-tabled = Tabled: case { $number }
agenda-overdue = Overdue: case { $number }, one of { $count }
agenda-returned = Returned as often as allowed: case { $number }, one of { $count }
agenda-disputed = Disputed: case { $number }, one of { $count }
agenda-repeated = Reported again and again: case { $number }, one of { $count }
agenda-decision = Decision { $number }, due { $due }
agenda-decision-late = Late: decision { $number }, which was due { $due }
agenda-indicators = The indicators, for { $number }

guard-is-called-only-now = What is on the calendar already is not called again.
guard-has-begun = It is held once its time has come.
guard-may-still-be-put-off = It has been put off as often as allowed.
guard-does-not-make-up = It is in the place of one that was called off: it can be put off, not called off.
guard-nothing-left-to-do = Some of its decisions are still to be carried out.
guard-did-not-carry-it-out = Whoever reports it as carried out does not sign it off.

input-not-a-working-day = must be on a working day
input-not-on-the-agenda = “{ $value }” is no case on this meeting's agenda
input-due-at-or-budget-not-both = give `due_at` or `budget`, not both

meetings-none = No meetings are coming, and none has anything left to do.
meetings-line = { $at }  { $title }: { $state }
meetings-late = { $at }  { $title }: { $state }; its time is past and it has not been held
meetings-undone = – decisions to be carried out: { $undone }
meetings-overdue = – decisions to be carried out: { $undone }, of them late: { $overdue }
reason-supported = Called because suggestion { $incident } has { $count } supports and no answer: begins { $until }.
reason-roundtable-answered = It is what roundtable { $meeting } came to.
agenda-proposal = Suggestion { $number }, supported { $count } times
