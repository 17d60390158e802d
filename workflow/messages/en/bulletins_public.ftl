# The public version of a bulletin.

bulletin-public-version = public version
bulletin-public-promised = Promised
bulletin-public-closed = Closed
bulletin-public-kept = Kept
bulletin-public-share = Share kept
bulletin-public-few = fewer than 5
bulletin-public-others = the rest, together
bulletin-public-too-few = Too few to be told apart.
bulletin-public-promise-note = The promise is the time that a reporter was told at the report. Promised: cases that were closed in time in this period, or whose promise passed in it. Closed: those of them that were closed by its end. Kept: those that were closed in time.
bulletin-public-rule = No number below 5 is shown. A part with a dash is counted in the rest: its number is below 5, or a number below 5 could be reckoned from it. Parts stand in the order of their codes, which ranks nobody.
bulletin-public-meetings = Meetings held
bulletin-public-decisions = Decisions, with those still owed from before
bulletin-public-done = Decisions done
bulletin-public-audit-well = Every chain of the ledger was verified on { $at } and holds.
bulletin-public-audit-faults = The ledger was verified on { $at } and does not hold throughout.
bulletin-public-seal = The ledger's seal of { $day } has the root { $root }.
bulletin-public-issued = How it was issued (for staff, after signing in)
