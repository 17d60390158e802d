# A bulletin's contents: best and worst, why late, repeated places, oversight, decisions in sum, seals.

bulletin-rates-caption-villages = The whole township; each rate with its numerator and denominator.
bulletin-best-worst = The best and the worst
bulletin-best-note-township = By the share closed on time, among townships to which at least { $least } promises fell due.
bulletin-best-note-village = By the share closed on time, among villages to which at least { $least } promises fell due.
bulletin-best-none = Fewer than two can be compared, or they do not differ: none is called the best or the worst.
bulletin-the-best = The best
bulletin-the-worst = The worst
bulletin-best-one = { $place }: { $share } closed on time. Promised: { $promised }. Kept: { $kept }. Closed late: { $late }. Not closed: { $missed }.

bulletin-late-causes = Why cases were late
bulletin-late-why-none = Every promise of the period was kept, and nothing was late and open at its end.
bulletin-late-why-cases = Promises not kept in the period, and cases late and open at its end, { $cases } in all.
bulletin-late-why-stages = The time went in (a case can count in several): { $stages }.
bulletin-late-why-in-sum = No stage was late, but all of them together: { $count }.
bulletin-late-why-open = Late and open at the end of the period: { $count }. With: { $holders }.
bulletin-late-why-befell = Of these: { $what }.
bulletin-late-why-with = Most are with: { $who }.
bulletin-late-why-count = { $what } { $count }
bulletin-holder-unit = units
bulletin-holder-grid = villages and grids
bulletin-holder-person = named members of staff
bulletin-holder-role = posts that are to file, dispatch or verify
bulletin-befell-untaken = sent out and not yet taken
bulletin-befell-unserved = nobody who can be sent by the rules
bulletin-befell-returns = returned
bulletin-befell-reworks = redone
bulletin-befell-extensions = extended
bulletin-befell-suspended = suspended
bulletin-befell-raised = raised
bulletin-befell-tabled = tabled for the joint meeting

bulletin-repeated = Repeated places
bulletin-repeated-note = Grids from which three or more of one category were reported in the period; most first, at most twenty.
bulletin-repeated-none = From no grid were three or more of one category reported in the period.
bulletin-sheet-repeated = Repeated

bulletin-suggestions = Suggestions and small wishes
bulletin-suggestions-note = They are in no figure of problems. Answered on time is told of the answers that were due, adopted of those that came in, carried out of those adopted. Places without any are left out.
bulletin-suggestions-none = None came in during the period, and no answer was due.
bulletin-sheet-suggestions = Suggestions

bulletin-oversight = Supervision and inspection
bulletin-orders = Supervision orders issued in the period: { $issued }, of which by the rules themselves: { $by_ladder }. Answered: { $answered }.
bulletin-orders-ended = Accepted as done: { $fulfilled }. Lifted: { $lifted }. Open at the end of the period: { $open }, of which late: { $late }.
bulletin-reminded = Cases of which somebody was reminded in the period: { $count }.
bulletin-inspected = Cases inspected: { $count }. Found not put right: { $failed }.
bulletin-appeals = Exempted by a timeout appeal: { $count }.

bulletin-decided-sum = Decisions of meetings: { $decisions }. Done: { $done }. Late: { $late }. Not yet due: { $open }. Dropped: { $dropped }.
bulletin-unheld = Meetings that were owed and not held by the end of the period: { $count }
bulletin-unheld-one = { $grid }: { $kind } { $number }, planned for { $at }
bulletin-unheld-more = And { $count } more.
bulletin-unheld-none = No meeting was owed and not held at the end of the period.

bulletin-seals = Daily seals of the ledger: { $sealed } of the { $days } days of the period ({ $first } to { $last }).
bulletin-seals-last-root = Root of the last day: { $root }
bulletin-seals-root = Root over all seals of the period: { $root }
