# The summary of a simulated life, and what is said when a promise does not hold.

simulation-title = { $days } days from { $first }, seed { $seed }, { $rate } reports a working day
simulation-counted = { $cases } cases, { $entries } entries of the ledger, { $notices } messages
simulation-stage = By stage
simulation-township = By township
simulation-cross = On time/late/waiting
simulation-on-time = on time
simulation-late = late
simulation-raised = raised
simulation-tabled = tabled
simulation-waiting = waiting
simulation-overdue = overdue
simulation-all = all
simulation-nowhere = (no place yet)
simulation-endings = Ends
simulation-moves = What people did
simulation-messages = Messages
simulation-ledger = ledger { $hash }
simulation-broken = A promise does not hold: { $promise }
simulation-broken-where = case { $where } at { $at }: { $what }
simulation-broken-replay = To see it again: { $command }
ending-none = still open
set-up-no-server = --on-server needs GRIDWARD_DATABASE_URL: the server on which a passing database may be made.
