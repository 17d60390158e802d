# The packs of meetings.

pack-title = Meeting pack
pack-drawn = Drawn up { $at }, edition { $edition }
pack-hash = SHA-256 of what it says:
pack-cover = The meeting
pack-meeting = Meeting: { $title }
pack-body = Called by: { $name }
pack-when = When: { $at }
pack-moved = The date was changed { $times ->
    [one] once
   *[other] { $times } times
}
pack-online = Online too: the link is on the page of the meeting, for those who come
pack-no-link = In person; there is no link
pack-guests = From outside: { $names }
pack-invited = Who is invited
pack-nobody = Nobody is invited yet.
pack-place = Place
pack-office = Office
pack-people = People
pack-agenda = Agenda
pack-no-agenda = Nothing is on the agenda.
pack-item = No.
pack-matter = Matter
pack-state = State
pack-late = ■ late
pack-sheets = Case by case
pack-sheets-note = { $count ->
    [one] One case is on the agenda; its sheet follows.
   *[other] { $count } cases are on the agenda; a sheet for each.
}
pack-where = Where: { $place }; reported { $reported }
pack-stage-discover = discovered
pack-stage-report = reported
pack-stage-dispatch = dispatched
pack-stage-handle = handled
pack-stage-feedback = fed back
pack-due = Deadline “{ $stage }”: { $at }
pack-overdue = Deadline “{ $stage }”: was { $at }, ■ late
pack-paused = Deadline “{ $stage }”: the clock stands
pack-ended = State: { $state }
pack-why-late = ■ { $time }, since { $since }
pack-step = { $at }  { $said }
pack-figures = The last months' indicators
pack-no-figures = No figures are drawn up yet.
pack-days = { $first } to { $last }
pack-rates = Rates
pack-by-month = Promises kept, by month
pack-by-township = Promises kept, by township
pack-of-whom = Of
pack-decisions = What earlier meetings decided and is not done
pack-no-decisions = Nothing: all decisions of earlier meetings have come to an end.
pack-decision = Decision
pack-case = Case
pack-owner = Owner
pack-deadline = Deadline
pack-ladders = Cases that climb
pack-no-ladders = No case climbs.
pack-ladders-note = { $count } in all; here the { $shown } that climb on first.
pack-who = With whom
pack-rungs = How far
pack-rung = “{ $stage }” { $fired }/{ $rungs }
pack-next = Next

problem-no-pack = There is no pack yet
detail-no-pack = A meeting's pack is drawn up once the meeting is announced. Look again in a while.
job-kind-pack = meeting pack
input-no-meeting = There is no meeting { $value }.
