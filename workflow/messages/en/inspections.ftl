# Second looks at what was closed, and the two reviews of a timeout appeal.

rules-sample-twice = a second sample with the name “{ $seen }”
rules-sample-bounds = the sample “{ $seen }” draws at least { $least } but at most { $most }

key-file-inspections = Which of what was closed is looked at again, and how often.
key-inspections-every = Each week or month, of what was closed in it.
key-inspections-samples = A case belongs to the first sample that it fits.
key-sample-category = Categories or groups, such as 06*; all where it is left out.
key-sample-unit = The kinds of unit that put it right; all, villages too, where it is left out.
key-sample-closed = How it was closed: verified, unverified or timed_out.
key-sample-severity = 1 (gravest) to 4.
key-sample-share = How much of it each township draws, rounded up.
key-sample-at-least = At least so many a township, where there are as many.
key-sample-at-most = At most so many a township.

move-inspect = have it looked at again
move-send-to-look = send somebody to look again
move-still-good = say that it is still put right
move-not-good = say that it is not put right
move-fall-away = call the second look off
subject-inspection = second look
inspection-drawn = drawn, nobody sent yet
inspection-looking = being looked at again
inspection-passed = still put right
inspection-failed = not put right
inspection-void = called off
guard-is-of-lateness = Only a timeout appeal is reviewed by two.
guard-did-not-second = You have reviewed this appeal first; another reviewer decides.
guard-is-a-problem = A suggestion or a wish is not looked at again: whoever proposed it says whether the answer is enough.
guard-not-inspected = This closing has been looked at again, or is being looked at.
guard-looks-afresh = Whoever reported it, did the work, verified it or closed it does not look again. Somebody else is sent.
guard-is-of-the-ending = A timeout appeal is upheld only when two reviewers have upheld it.
objection-seconded = upheld by the first reviewer, waiting for the second
stage-inspection = second look
standing-inspector = sent for a second look
notice-inspection = a second look
notice-inspected = what a second look found

reason-drawn-by-lot = Drawn by lot for { $period } ({ $sample }): lot { $lot } of { $count }, of which the lowest { $size } were drawn.
reason-sent-by-hand = Sent for a second look by the township.
reason-sent-to-look = { $person } was sent to look again.
reason-nobody-to-look = Nobody can be sent who has not had to do with it: the township supervisor sends somebody or looks.
reason-still-good = Looked at again: it is still put right.
reason-not-good = Looked at again: it is not put right. It counts as work to be redone.
reason-seconded = Upheld by the first of two reviewers; { $level } has the second.

entry-inspect = had it looked at again
entry-send-to-look = sent { $person } to look again
entry-still-good = looked again and found it still put right
entry-not-good = looked again and found it not put right; it was reopened
entry-drawn = drew it for a second look
entry-seconded = upheld the appeal; a second reviewer decides

notice-mail-inspection-title = Please look again: { $number } { $category }
notice-mail-inspection-text = It was closed. You are asked to look whether it is still put right, or to send somebody.
notice-mail-inspected-title = A second look: { $number } { $category }
notice-mail-inspected-text = It was looked at again and is not put right. The case was reopened.

input-no-inspection-period = “{ $value }” is no period of the rules, which draw each { $every }: 2026-10 for a month, 2026-W43 for a week.
input-no-inspections = The rules in force draw nothing to be looked at again.
job-inspection = what is looked at again

inspection-why-lot = drawn for { $period } ({ $sample }, lot { $lot })
inspection-why-by-hand = sent by hand
inspection-why-low-lot = Drawn for { $period } ({ $sample }): its lot { $lot } is among the lowest { $size } of { $count }.
inspection-why-high-lot = Not drawn for { $period } ({ $sample }): the lowest { $size } of { $count } were drawn, and its lot { $lot } is higher.
inspection-why-fits-none = Not drawn for { $period }: none of the samples takes it in.
inspection-why-not-closed = It is not closed, so it is in no draw.
inspection-why-not-drawn-yet = What was closed in { $period } is drawn on { $due }.
inspection-why-no-draw = The rules in force draw nothing to be looked at again.
