# Patrols: words for codes, the reasons of each step, messages, what is wrong with input and with a file.

move-add = enter a spot
move-shift = change the spot
move-retire = end the spot
move-miss = not looked at in time
move-check-off = all is well
move-find = found something
move-waive = need not be looked at
move-start = start a campaign
move-call-off = call the campaign off
move-conclude = the campaign ends

subject-patrol = patrol
subject-spot = spot to patrol
subject-campaign = campaign

patrol-due = to be looked at
patrol-missed = missed
patrol-done = all is well
patrol-found = something was found
patrol-dropped = need not be looked at
spot-draft = being entered
spot-standing = stands
spot-ended = ended
campaign-draft = being made
campaign-running = running
campaign-ended = ended
campaign-called-off = called off

stage-patrol = look at the spot
stage-campaign-patrol = look for the campaign
stage-campaign = end of the campaign

reason-spot-added = A { $spot } that is to be patrolled.
reason-spot-shifted = It stood in { $before } before.
reason-spot-changed = It stands where it stood.
reason-spot-retired = Its spot is not patrolled any more.
reason-patrol-regridded = It lies in { $grid } by now; before, in { $before }.
reason-patrol-planned = The rules ask for a look every { $every } (“{ $template }”).
reason-patrol-of-campaign = Campaign { $campaign } asks for it.
reason-patrol-nobody-posted = Nobody has a post as { $sought } there: it is for the { $role } of the place.
reason-patrol-missed = Nobody looked by { $due }.
reason-patrol-done = Somebody looked, and all is well.
reason-patrol-late = Somebody looked, after its time.
reason-patrol-found = What was found is reported as { $number }.
reason-patrol-waived = Whoever keeps the spots says that nobody need look this time; what was written says why.
reason-campaign-started = Spots of the kinds { $kinds } are to be looked at by { $until }.
reason-campaign-called-off = The campaign was called off.
reason-campaign-ended = Its date has come; not looked at by then: { $count }.
reason-found-by-patrol = Found by patrol { $number }.

notice-patrol = spots to be looked at
notice-mail-patrol-title = Patrols: { $kind }
notice-mail-patrol-text = { $spot }: { $kind }. Your list has all that wait.
notice-campaign = a campaign
notice-mail-campaign-title = Campaign { $number }: { $kind }
notice-mail-campaign-text = Not looked at: { $count }. Its page says how far each township is.
notice-about-patrol-due = to be looked at soon
notice-about-patrol-missed = not looked at in time
notice-about-patrol-climbs = not looked at in time, in your territory
notice-about-campaign-started = started
notice-about-campaign-called-off = called off
notice-about-campaign-ended = ended

input-unknown-spot-kind = The rules have no such kind of thing to patrol.
input-unknown-campaign = There is no such campaign.
input-unknown-state = There is no such state.
input-too-soon = At least an hour from now.
input-too-far = At most a year from now.
input-not-csv = Line { $line }: this is no table with the columns kind, name, grid, lat, lon.
input-column-unknown = There is no column “{ $value }” here; the columns are kind, name, grid, lat, lon.
input-column-missing = The column “{ $value }” is missing.
input-row = Line { $line }, { $column }: { $why }
input-too-many-rows = At most { $most } lines at once.
input-needed = It is empty.
input-twice = Line { $first } is the same.
input-no-number = It is no number of degrees.

rules-unknown-spot-kind = there is no kind “{ $seen }” under `patrols.kinds`; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-work-days = “{ $seen }” is no number of working days; did you mean “{ $nearest }”?
rules-budget-below-cadence = “{ $seen }” is less than the cadence { $every }: a spot would be missed before it is to be looked at again

patrols-entered = { $count } spots entered.
patrols-made = { $count } looks made.
patrols-none = Nothing of { $file } was entered:

work-patrols = making of patrols

proof-patrol-which = { $of ->
    [campaign] Campaigns
   *[template] Patrol “{ $template }”
  }
proof-patrol-no-timer = { proof-patrol-which }: a look that nobody makes is { $state }, and no clock of it is armed.
proof-patrol-refused = { proof-patrol-which }: a look is { $state }; its clock rings, and what should then follow is not allowed.
proof-patrol-undone = Patrols: while one is { $state } nobody may say “{ $move }”.
proof-patrol-below-top = { proof-patrol-which }: ladder { $ladder } tells nobody of the city, so that one that is missed stays below.
proof-patrol-to-nobody = { proof-patrol-which }: when one is missed nobody of the city would be told of it in { $grid }, from { $began } on.
proof-patrol-rung-to-nobody = { proof-patrol-which }: rung { $rung } of ladder { $ladder } tells only whoever reported, and of a patrol there is nobody who did.
proof-patrol-doer-untold = { proof-patrol-which }: ladder { $ladder } never tells whoever has it to do.
proof-patrol-climbs-late = { proof-patrol-which }: by ladder { $ladder } the city hears of a missed one only when the next, { $every } after it, would be missed too.
proof-patrol-on-no-list = { proof-patrol-which }: in { $grid } and so in { $places } places neither an informant nor a handler has a post. What stands there is on nobody’s list, and waits for the township’s supervisor.

example-look = { $at }: { $of ->
    [campaign] a campaign asks for a look at a { $spot }
   *[template] a look at a { $spot } is owed by patrol “{ $template }”
  } in { $grid }. Nobody looks.
example-lies-patrol-no-timer = On { $until } it is { $state }, and no clock runs: nothing reminds anybody of it.
example-lies-patrol-refused = Then a rung of its ladder is due, and what it should do is not allowed; it stays { $state }.
example-lies-patrol-nobody-told = On { $until } it is { $state }; a rung of its ladder was due and told nobody.
example-lies-patrol-below-top = On { $until } it is { $state }; its ladder has been climbed to the end, and still the city was not told.

key-file-patrols = what is patrolled: kinds of thing, how often, by whom
key-patrols-ladder = the ladder of patrols that set none of their own, and of campaigns
key-patrols-kinds = kinds of thing and hazard, each with the category of a finding
key-patrols-templates = standing patrols
key-spots-finding = the category that a finding is filled in with
key-template-kind = the kind of thing
key-template-every = how long after it was last looked at, in working days
key-template-budget = after how many working days it is missed; the cadence if left out
key-template-who = whose post at the place has it to do
key-template-look = what to look at, a line each
key-template-ladder = the ladder that it climbs when it is missed
key-template-finding = the category that a finding is filled in with
