# What the proof of the machines, the ladders and the budgets finds. $state, $stage are words; $promise, $first and
# $close amounts; $stages, $ladders, $moves as the file or the tables say them.

proof-counter = { $counter ->
    [returns] returns
    [taken_back] redispatches
    [extensions] extensions
    [suspensions] suspensions
    [reworks] reworks
    [reopens] reopenings
    [hand_downs] handing down
    [refusals] refusals of an answer
    [objections] objections
   *[other] tasks
}
proof-no-timer = A case that is { $state } has no clock running: nothing reminds anybody of it.
proof-timer-refused = A case is { $state }; its clock rings, and what should then happen by itself is not allowed.
proof-never-closed = A case that is { $state } can come to where no move of anybody brings it to be closed.
proof-uncapped = { proof-counter } can go on without end, though they have a cap: the case is { $state } then.
proof-goes-round = A case that is { $state } can go round for ever, and a clock begins anew each time ({ $moves }).
proof-not-taken = A report cannot be taken at all: what should follow by itself is held back ({ $guard }).
proof-end-without-reason = A case can be { $state } without anything saying why.
proof-end-without-objection = Whoever reported a case that was { $state } cannot object to that.
proof-objection-unheard = An objection to a case that was { $state } cannot be upheld or cannot be dismissed by anybody.
proof-below-top = Route { $route }: with nobody acting, a case that is { $state } never reaches the city. Ladders: { $ladders }.
proof-ladder-stays-below = Ladder { $ladder } of { $stage } never tells anybody of the city (route { $route } and others); only the promise’s ladder brings such a case there.
proof-rung-to-nobody = Ladder { $ladder }, rung { $rung }: as the ladder of { $stage } (route { $route } and others) it may tell nobody at all. Those it tells need not exist: a reporter who gave no name, a duty desk that is not manned in working hours, a doer before the case was sent out. Let it tell somebody else too.
proof-nobody-above = From { $began } on nobody holds a post of supervisor, centre or duty desk of the city: no ladder ends at anybody.
proof-promise-too-short = Route { $route }: the promise ({ $promise }) is over before its stages are, even if each is in time ({ $stages }); so for a case of { $began }.
proof-closes-too-soon = Route { $route }: a case closes by itself { $close } after it was fed back, before whoever verifies it is reminded even once (after { $first }); so for one that is fed back at { $began }.
proof-year-unknown = Route { $route }: a time of { $budget } that begins within 30 days reaches into { $year }, whose holidays are not published yet. Its deadline is provisional and moves when they are.
