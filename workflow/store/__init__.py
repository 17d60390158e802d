"""The only home of SQL in `workflow`. Every function takes a connection first; the caller owns the transaction.

transactions    opening one
reading         views and what a page shows of one case     writing     everything that was decided, in sets
commands        by idempotency key                          versions    rules and calendar, what is in force
directory       territory and staff as one snapshot         seeding     the one city
queues          what waits for somebody, and lists          scoping     what somebody may see, as conditions
around          what lies near a report that is to be made
board           what supervisors count, and the cases behind each figure
climbing        the ladders in progress, and whom they have told
orders          supervision orders: what is owed, how it stands, what was closed
counting        how much waits                              finding     by words
meetings        what is owed, agendas, minutes, lists     answers      to invitations, and the mails they came by
guests          from outside, and what they are sent        conclusions of roundtables, for everybody
due             clocks whose time has come                  audit       questions about all open cases
signing         accounts and sign-ins                       reporters   who reported, encrypted
founding        the first administrator
rule_drafts     rules that somebody is writing
histories       recorded cases to rehearse, and rehearsals
bulletins       drawn up, with their rows                 figures      the rows of a period
feeds           calendars by subscription
disputes        objections to figures, beside the figure
by_day          the figures of the days and their sums
jobs            what is owed beside the cases, and who has it on lease
inspections     second looks at what was closed, and their draws
rosters         rosters as they change, requests for them, hand-over notes
leaving         what hangs on posts that end       keeping      people, posts, units, grids as they change
patrols         spots, patrols, campaigns: what is owed, whose it is, how it goes
outbox          notices: people's lists, and their way out   preferences  what people want of them
sending         letters, by lease                    told        who was told what about a case
standing        how the city stands, for anybody             trail       every record of changes as one list
packs           of meetings
photos          uploads, and the entries that name them
seals           of the ledger, by day
sets            statements made from the tables             errors      the driver's errors as ours
events          live events and their bell
"""

from workflow.store import (
    answers,
    around,
    audit,
    board,
    bulletins,
    by_day,
    climbing,
    commands,
    conclusions,
    counting,
    directory,
    disputes,
    due,
    events,
    feeds,
    figures,
    finding,
    founding,
    guests,
    histories,
    inspections,
    jobs,
    keeping,
    leaving,
    meetings,
    motions,
    orders,
    outbox,
    packs,
    patrols,
    photos,
    preferences,
    queues,
    reading,
    reporters,
    rosters,
    rule_drafts,
    scoping,
    seals,
    seeding,
    sending,
    signing,
    standing,
    told,
    trail,
    versions,
    writing,
)
from workflow.store.errors import Inconsistent, TryAgain, Unreachable
from workflow.store.transactions import Connection, savepoint, snapshot, transaction

__all__ = [
    "Connection",
    "Inconsistent",
    "TryAgain",
    "Unreachable",
    "answers",
    "around",
    "audit",
    "board",
    "bulletins",
    "by_day",
    "climbing",
    "commands",
    "conclusions",
    "counting",
    "directory",
    "disputes",
    "due",
    "events",
    "feeds",
    "figures",
    "finding",
    "founding",
    "guests",
    "histories",
    "inspections",
    "jobs",
    "keeping",
    "leaving",
    "meetings",
    "motions",
    "orders",
    "outbox",
    "packs",
    "patrols",
    "photos",
    "preferences",
    "queues",
    "reading",
    "reporters",
    "rosters",
    "rule_drafts",
    "savepoint",
    "scoping",
    "seals",
    "seeding",
    "sending",
    "signing",
    "snapshot",
    "standing",
    "told",
    "trail",
    "transaction",
    "versions",
    "writing",
]
