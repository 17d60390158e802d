# The whole explanation of a case.

explain-choices = How its route was chosen
explain-counts = How each deadline was counted
explain-recorded-later = It was carried out and recorded on { $at }.
explain-steps = What happened, and who was told
explain-choice = Follows “{ $route }” (line { $line } of version { $version } of the rules).
explain-choice-erased = Follows “{ $route }” of version { $version } of the rules; what it was chosen by has been erased.
explain-elsewhere = { $count } earlier { $count ->
        [one] route is
       *[other] routes are
    } for other categories.
explain-erased = What this was decided by has been erased; its reasons stay.
explain-told = Told as { $sought }: { $persons } ({ $kind }).
explain-told-also = Told: { $persons } ({ $what }).
explain-told-reporter = The reporter was told ({ $what }).
explain-the-reporter = the reporter
explain-own-doing = Whoever would be told as { $sought } did it themselves and needs no message ({ $kind }).
explain-passed-until = Passed over the { $role } of { $grid }: { $why } before { $next }.
explain-units = Units that could be sent, in this order: { $units }.
explain-loads = Open tasks of those who could be sent: { $loads }.
explain-cancelled = { $count ->
        [one] One of these messages had lost its point before anybody read it, and was taken back.
       *[other] { $count } of these messages had lost their point before anybody read them, and were taken back.
    }
explain-again = The same { $count } more { $count ->
        [one] time
       *[other] times
    }, the last on { $until }.
explain-clock = { $stage }, round { $round }: { $budget } from { $start } on, by version { $rules } of the rules and { $calendar } of the calendar.
explain-dated = { $stage }, round { $round }: from { $start } until { $until }.
explain-carried = { $amount } had been used before what it did was kept.
explain-work = { $day } { $start } to { $end }: { $amount } of working time.
explain-make-up = { $day } { $start } to { $end }: { $amount } of working time; the day makes up for { $name }.
explain-rest = { $start } to { $end }: rest, nothing counts.
explain-holiday = { $start } to { $end }: { $name }, nothing counts.
explain-running = { $start } to { $end }: { $amount }, day and night.
explain-paused = { $start } to { $end }: suspended, the clock stands.
explain-over = { $start } to { $end }: past the deadline, { $amount } more.
explain-extended = Extended by { $by } on { $at }, from the deadline that stood; due { $due }.
explain-anew = Counted anew on { $at }; due { $due }.
explain-anew-calendar = Counted anew on { $at }, since the calendar changed; due { $due }.
explain-anew-rules = Counted anew on { $at }, since it went over to other rules; due { $due }.
explain-anew-budget = Counted anew on { $at } with another budget; due { $due }.
explain-no-deadline = no deadline while it stands
explain-total = Used { $used } of { $total }.
explain-met = It ended on { $at }, in time (due { $due }).
explain-late = It ended on { $at }, late (due { $due }).
explain-stands = It stands, and has no deadline until it goes on.
explain-due = It is due { $due }.
explain-provisional = It is due { $due } for now, to be counted anew when that year's calendar is published.
explain-next = Rung { $rung } of the ladder “{ $ladder }” comes on { $at }: { $move }.
explain-span-h = { $count } h
explain-span-m = { $count } min
explain-span-s = { $count } s
explain-day-1 = Monday
explain-day-2 = Tuesday
explain-day-3 = Wednesday
explain-day-4 = Thursday
explain-day-5 = Friday
explain-day-6 = Saturday
explain-day-7 = Sunday
