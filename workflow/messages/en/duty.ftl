# Duty: who is on it, who was woken.

reason-woken = { $count ->
    [one] One person off duty was woken ({ $sought }): it is urgent, and no duty desk was manned.
   *[other] { $count } people off duty were woken ({ $sought }): it is urgent, and no duty desk was manned.
}
why-woken = { $persons }: off duty, and told at once because it is urgent.

input-unknown-post = There is no such post, or it has ended.
input-unknown-line = There is no such line in any roster.
input-not-a-day = Not a date such as 2026-11-20.
input-exactly-one-of-grid-and-unit = Give exactly one of grid and unit.
input-exactly-one-of-leave-and-swap = Give exactly one of leave and swap.
input-day-has-gone = That day has gone; a roster is changed from today on.
input-too-far-ahead = At most { $days } days.
input-ends-before-it-begins = The last day lies before the first.
input-ends-before-that = It ends before that already.
input-no-post-then = No post is held on those days.
input-shift-overlaps = The post has a shift at those hours already.
input-leave-overlaps = There is a leave on some of those days already.
input-not-a-shift = This line is no shift of the holder's own.
input-not-a-leave = This line is no leave.
input-no-shift-then = This shift does not begin on that day.
input-shift-is-over = This shift is over, or the post has ended by then.
input-swapped-already = Somebody else does this shift already.
input-on-duty-then = They are on duty at the same desk at those hours; then one would be there instead of two.
input-on-leave-then = They are on leave on some of those days.
input-stands-in-for-themselves = The post is their own; nobody stands in for themselves.
input-no-post-that-could-act = They hold no post that could act in this one's place all that time: in a unit the same unit; of supervisors, the centre and the administrator the same role; otherwise the same role there or above, or a post of the staff there, above, or in the same township; for a duty chief, of the desks that they lead.
input-works-elsewhere = They work neither in your territory nor in a unit that serves it; who changes the rosters above can name them.
input-line-has-begun = The line has begun; it can be ended, not struck.
input-no-surge-role = A surge team can be handlers, intake, dispatchers, duty desk or informants of a grid, or members of a unit.
input-surge-too-long = A surge team stays { $days } days at most.
input-surge-known = There is a surge team of that name there already.
input-no-such-surge = There is no surge team of that name there.
input-asked-already = You have asked for the same already, and it waits for an answer.
input-too-much-asked = { $most } requests of yours wait for an answer already.
guard-request-answered = This request was answered already.
guard-request-lapsed = Its first day is over; it can be asked for anew.
guard-hand-over-acknowledged = Somebody else has acknowledged this note already.

duty-on = { $place }, { $role }: { $persons }
duty-off = { $place }, { $role }: nobody before { $next }; told meanwhile: { $persons }
duty-wakes = (urgent cases wake { $persons })
