# Motions to change the rules: words for codes, the reasons of each step, messages, the agenda.

move-propose = put a motion
move-leave = leave it to the next meeting
move-adopt = adopt
move-reject = reject
move-take-back = take the motion back
move-hold-back = hold back
move-insist = insist that it is switched on
move-switch-on = switch on

motion-draft = being put
motion-proposed = waits for a meeting
motion-tabled = on the agenda of a meeting
motion-adopted = adopted, not in force yet
motion-in-force = in force
motion-rejected = rejected
motion-withdrawn = withdrawn

subject-motion = motion
standing-keeper = keeper of the rules

reason-motion-proposed = Proposes version { $version } of the rules in place of version { $against }.
reason-motion-proof = The proof found { $failures } failures and { $warnings } warnings.
reason-motion-unrehearsed = It was not rehearsed: nobody has shown what it would have done.
reason-motion-rehearsal = Rehearsed over { $days } days: { $cases } cases, { $elsewhere } of them to somebody else, { $late_after } late (before: { $late_before }), { $escalations_after } escalations (before: { $escalations_before }).
reason-motion-tabled = On the agenda of meeting { $meeting }.
reason-motion-left = Meeting { $meeting } did not decide on it: it waits for the next special or joint meeting.
reason-motion-adopted = Adopted by decision { $decision }; version { $version } of the rules is switched on under that number.
reason-motion-adopted-despite = Adopted although its proof has failures, { $failures } of them; the minutes say why.
reason-motion-rejected = Rejected by meeting { $meeting }; the minutes say why.
reason-motion-taken-back = Taken back by who keeps the rules.
reason-motion-dropped = Meeting { $meeting } dropped the decision that adopted it: it is not switched on.
reason-motion-insisted = Switched on all the same; what was written says why.
reason-motion-in-force = Version { $version } of the rules is in force since { $until }, under decision { $decision }.
reason-motion-held-moved-on = Held back: version { $version } of the rules came into force meanwhile, and it was put against version { $against }. Switching it on would undo that.
reason-motion-held-new-failures = Held back: a proof of today finds failures of which the meeting knew nothing, { $failures } of them.
reason-motion-held-unproved = Held back: a proof of today finds that an incident could be left lying.
reason-motion-held-unreadable = Held back: its rules file cannot be read any more.
reason-motion-on-the-agenda = Motion { $motion } to change the rules is on the agenda.
reason-motion-carried = Motion { $motion } was adopted: decision { $decision }.
reason-motion-put-down = Motion { $motion } was rejected.
reason-motion-not-decided = Motion { $motion } was not decided on, and is left to the next meeting.
reason-switched-on = The rules that decision { $decision } adopted are in force: done.

agenda-motion = Motion { $number } to change the rules
agenda-motion-failing = Motion { $number } to change the rules; failures that its proof found: { $count }

guard-adopts-no-motion = It is done once the rules that it adopted are in force; nobody reports it as carried out.

notice-motion = a motion to change the rules
notice-mail-motion-title = Motion { $number } to change the rules: { $kind }
notice-mail-motion-text = Its proof, its rehearsal and what was decided are to be seen with the motion.
notice-about-proposed = put, waits for a meeting
notice-about-tabled = on the agenda of a meeting
notice-about-adopted = adopted
notice-about-held-back = adopted, but held back
notice-about-in-force = in force
notice-about-rejected = rejected
notice-about-withdrawn = withdrawn

input-in-force-already = these rules are in force already (version { $version })
input-put-already = a motion with these rules waits already (version { $version })
input-motion-not-before-this-meeting = “{ $value }” is no motion that is before this meeting
input-adopted-despite-what = its proof found failures ({ $count }): say in “despite” why it is adopted all the same
problem-rules-invalid = These rules cannot be used
detail-rules-invalid = Put right what is named below, by line and column, and send the file again.

motions-none = No motion waits.
motions-line = { $number }  { $at }  version { $version }: { $state }
motions-line-decided = { $number }  { $at }  version { $version }: { $state } (decision { $decision })
input-unknown-account = nobody signs in as “{ $value }”

bulletin-rules = Changes of the rules
bulletin-switches-none = No other rules were switched on in the period.
bulletin-switched = { $at }: version { $version } was switched on in place of version { $before }
bulletin-switched-back = { $at }: version { $before } was taken back; version { $version } is in force again
bulletin-switched-under = under decision { $decision }
bulletin-switched-despite = although its proof had failures ({ $count })
bulletin-motion-proposed = waits for a meeting
bulletin-motion-tabled = on the agenda of a meeting
bulletin-motion-adopted = adopted, not in force yet
bulletin-motion-held-back = adopted, but held back
bulletin-motion-in-force = in force
bulletin-motion-replaced = in force, then replaced by other rules
bulletin-motion-rolled-back = in force, then taken back
bulletin-motion-rejected = rejected
bulletin-motion-withdrawn = withdrawn
bulletin-motion-put = Put on { $at }: version { $version } of the rules in place of version { $against }.
bulletin-motion-failures = Its proof found { $count } failures.
bulletin-motion-decided = Decision { $decision }.
bulletin-motion-in-force-since = In force since { $start }.
bulletin-motion-was-in-force = In force from { $start } to { $end }.
bulletin-motion-unrehearsed = It was not rehearsed: there is no prediction to hold against what came.
bulletin-change-note = As it was and predicted: from the rehearsal over { $days } days. Came: counted of the { $cases } cases that were reported in the period under these rules; { $open } of them were open at its end and may yet be late.
bulletin-change-caption = Motion { $motion }: what was predicted and what came
bulletin-change-measure = Measure
bulletin-change-before = As it was, in the days rehearsed
bulletin-change-predicted = Predicted
bulletin-change-came = Came
bulletin-change-a-day-cases = Cases a day
bulletin-change-a-day-late = Late cases a day
bulletin-change-a-day-escalations = Escalations a day
bulletin-change-a-case-late = Late, of 100 cases
bulletin-change-a-case-escalations = Escalations, of 100 cases
