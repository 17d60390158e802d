# The bulletin: headings, indicators, formulas and sentences.

bulletin-title = bulletin of grid incidents
bulletin-month = { $name } { $year }
bulletin-month-1 = January
bulletin-month-2 = February
bulletin-month-3 = March
bulletin-month-4 = April
bulletin-month-5 = May
bulletin-month-6 = June
bulletin-month-7 = July
bulletin-month-8 = August
bulletin-month-9 = September
bulletin-month-10 = October
bulletin-month-11 = November
bulletin-month-12 = December
bulletin-number = number { $number }
bulletin-drawn = Drawn up on { $at }
bulletin-comma = , { "" }
bulletin-semicolon = ; { "" }
bulletin-cases = Cases
bulletin-numerator = numerator
bulletin-denominator = denominator
bulletin-late-number = Number
bulletin-late-what = Category
bulletin-late-where = Place
bulletin-late-how = How late
bulletin-late-who = With whom
bulletin-late-why = Why
bulletin-sheet-townships = Townships
bulletin-sheet-rates = Indicators
bulletin-sheet-promise-by-township = Promises by township
bulletin-sheet-promise-by-group = Promises by category
bulletin-sheet-groups = Categories
bulletin-sheet-ends = Ends
bulletin-sheet-late = Late
bulletin-sheet-change = Change

bulletin-headlines = At a glance
bulletin-summary = { $reported } reported and { $filed } filed. { $due } were due for closing, of which { $closed } were closed: { $closing }, and { $on_time } on time. At the end of the period { $late } were late and still open.
bulletin-townships = Townships, ranked
bulletin-ranked-by = Ranked by the share closed on time, then the share closed, then the fewer late and open; equals share a rank. A township to which nothing fell due has none; where only one had something due, none is ranked.
bulletin-townships-caption = Lamp, by the share closed on time: green (●) from 90 %, yellow (▲) from 75 %, red (■) below.
bulletin-township = Township
bulletin-rank = Rank
bulletin-lamp = Lamp
bulletin-lamp-green = green
bulletin-lamp-yellow = yellow
bulletin-lamp-red = red
bulletin-lamp-none = nothing due
bulletin-place-unknown = place unknown
bulletin-other-group = other

bulletin-rates = Main indicators
bulletin-rates-caption = The whole city; each rate with its numerator and denominator.
bulletin-rate = Indicator
bulletin-value = Value
bulletin-formula = Formula

bulletin-promise = Promised and kept
bulletin-promise-note = The promise is the time that a reporter was told at the report. A case counts here in the period in which it was closed in time, or else in which its promise passed. What was declined, withdrawn, voided or merged, or exempted by an appeal, is not counted as promised and stands beside it; what was closed by time-out counts as closed and stands beside it too.
bulletin-promise-by-township = By township
bulletin-promise-by-group = By category
bulletin-whole-city = Whole city
bulletin-promised = Promised
bulletin-kept = Kept
bulletin-closed-late = Closed late
bulletin-not-closed = Not closed
bulletin-key-kept = kept
bulletin-key-late = closed late
bulletin-key-missed = not closed

bulletin-groups = By category
bulletin-groups-caption = By group of categories.
bulletin-group = Category

bulletin-ends = How cases ended, and what was raised
bulletin-ends-note = Cases that ended in the period, each way counted apart; what was raised, tabled or exempted counts by when that happened.

bulletin-late = Late and open, and why
bulletin-late-note = { $count } { $count ->
    [one] case
   *[other] cases
 } at the end of the period, the highest responsible level first, then the longest late.
bulletin-late-more = { $count } more stand in the bulletin's figures.
bulletin-late-none = Nothing was late and open at the end of the period.
bulletin-late-by = late by { $time }
bulletin-since = since { $at }
bulletin-held-by = With: { $holder }. Responsible level: { $level }. State: { $state }.
bulletin-nobody = nobody
bulletin-role-in = { $role }, { $place }
bulletin-a-person = a named member of staff
bulletin-why-stages = Late in: { $stages }
bulletin-why-unserved = The rules name nobody who can be sent
bulletin-why-not-taken = Sent out, and not yet taken
bulletin-why-returns = { $count ->
    [one] Returned once
   *[other] Returned { $count } times
 }
bulletin-why-reworks = { $count ->
    [one] Redone once
   *[other] Redone { $count } times
 }
bulletin-why-extensions = { $count ->
    [one] Extended once
   *[other] Extended { $count } times
 }
bulletin-why-raised = Raised on { $at }
bulletin-why-tabled = Tabled for the joint meeting on { $at }

bulletin-meetings = Meetings
bulletin-tabled = Tabled for the joint meeting
bulletin-tabled-one = { $number } { $category } ({ $place }), tabled on { $at }; at the end of the period: { $state }
bulletin-tabled-none = Nothing was tabled in the period.
bulletin-meetings-none = No meeting was held in the period.
bulletin-decided = Decision { $number }, case { $about }, owed by { $owner }, by { $due }
bulletin-held-at = held on { $at }
bulletin-planned-at = planned for { $at }
bulletin-decided-none = Meetings that decided nothing
bulletin-decision-open = not yet due
bulletin-decision-reported = reported done, to be confirmed
bulletin-decision-done = done
bulletin-decision-dropped = dropped
bulletin-decision-late = late
bulletin-meeting-special = Special meeting
bulletin-meeting-joint = Joint meeting
bulletin-meeting-work = Work meeting
bulletin-meeting-consultation = Consultation
bulletin-meeting-roundtable = Roundtable

bulletin-ledger = The ledger
bulletin-ledger-cases = { $cases } cases were under way in the period; at its end their chains held { $entries } entries.
bulletin-audit-none = The ledger has not been verified yet.
bulletin-audit-well = Every chain of the ledger was verified on { $at } and holds.
bulletin-audit-faults = The ledger was verified on { $at }; faults found: { $count }.
bulletin-counted = Counted from { $start } to before { $end }; nothing recorded later changes these figures.
bulletin-versions = Rules version { $rules }, calendar version { $calendar }.
bulletin-hash = Fingerprint of the figures (SHA-256):

bulletin-mark-reported = Reported
bulletin-mark-filed-of-reported = Reported and filed
bulletin-mark-filed = Filed
bulletin-mark-filed-on-time = Filed on time
bulletin-mark-unfiled-late = Late and unfiled
bulletin-mark-check-due = Checks due
bulletin-mark-checked-on-time = Checked on time
bulletin-mark-dispatch-due = Due for dispatch
bulletin-mark-dispatched = Dispatched
bulletin-mark-dispatched-on-time = Dispatched on time
bulletin-mark-handle-due = Due for handling
bulletin-mark-handled = Handled
bulletin-mark-handled-on-time = Handled on time
bulletin-mark-verify-due = Verifications due
bulletin-mark-verified-on-time = Verified on time
bulletin-mark-looked-at = Verified by somebody
bulletin-mark-reworked = Sent back to be redone
bulletin-mark-closing-due = Due for closing
bulletin-mark-closed-of-due = Closed, of those due
bulletin-mark-closed-on-time = Closed on time
bulletin-mark-closed = Closed in the period
bulletin-mark-verified = Verified and closed
bulletin-mark-unverified = Closed unverified
bulletin-mark-timed-out = Closed by time-out
bulletin-mark-declined = Declined
bulletin-mark-withdrawn = Withdrawn
bulletin-mark-voided = Voided
bulletin-mark-merged = Merged
bulletin-mark-exempted = Exempted
bulletin-mark-raised = Raised
bulletin-mark-tabled = Tabled
bulletin-mark-open = Open at the end
bulletin-mark-open-late = Late and open
bulletin-mark-suggested = Suggestions
bulletin-mark-answer-due = Answers due
bulletin-mark-answered-on-time = Answered on time
bulletin-mark-adopted = Adopted
bulletin-mark-carried-out = Carried out

bulletin-rate-filing = Filing rate
bulletin-rate-filing-on-time = Filed on time
bulletin-rate-check-on-time = Checked on time
bulletin-rate-dispatch-on-time = Dispatched on time
bulletin-rate-handling-on-time = Handled on time
bulletin-rate-verify-on-time = Verified on time
bulletin-rate-rework = Rework rate
bulletin-rate-closing = Closing rate
bulletin-rate-closing-on-time = Closed on time

bulletin-formula-filing = of those reported in the period, filed by its end ÷ reported
bulletin-formula-filing-on-time = filed within the intake's time ÷ filed in the period
bulletin-formula-check-on-time = checked in time ÷ checks due
bulletin-formula-dispatch-on-time = dispatched in time ÷ due for dispatch
bulletin-formula-handling-on-time = handled and fed back in time ÷ due for handling (lead tasks; without exempted ones)
bulletin-formula-verify-on-time = verified in time ÷ verifications due
bulletin-formula-rework = found not fixed ÷ verified by somebody in the period
bulletin-formula-closing = closed ÷ due for closing (without exempted ones)
bulletin-formula-closing-on-time = closed within the promise ÷ due for closing (without exempted ones)

input-no-period = “{ $value }” is no month such as 2026-10.
input-not-ended = { $value } has not ended: its bulletin can be drawn up from { $earliest } on.
input-before-the-city = { $value } lies before this city began, on { $began }: there is nothing to tell of it.
detail-bulletin-not-drawn = The bulletin could not be drawn up: { $error }
