# What the proof finds about who is on duty (workflow/proof/duty.py), and what follows when somebody leaves a post.

proof-day = { $day ->
    [mon] Monday
    [tue] Tuesday
    [wed] Wednesday
    [thu] Thursday
    [fri] Friday
    [sat] Saturday
   *[sun] Sunday
}
proof-duty-often = (In 30 days so often: { $times }; at so many desks: { $desks }; first on { $began }.)

proof-duty-late = { proof-day } { $time }, { $sought }, { $grid }: nobody is on duty before { $until }, and nobody to whom it passes on. The time for { $stage } ({ $budget }) is over by then: at { $due }. Next on duty: { $person }. { proof-duty-often }
proof-duty-never = { proof-day } { $time }, { $sought }, { $grid }: from then on nobody is on duty for two weeks and more, and nobody to whom it passes on. { proof-duty-often }
proof-duty-woken = { proof-day } { $time }, { $sought }, { $grid }: nobody is on duty; { $person } is woken, since it is urgent. The time for { $stage } ({ $budget }) is over at { $due }, before anybody is on duty. { proof-duty-often }
proof-duty-unshown = { proof-day } { $time }, { $sought }, { $grid }: nobody is on duty before the time for { $stage } ({ $budget }) is over at { $due }; but no report could be made up that comes there at such an hour by itself. { proof-duty-often }
proof-duty-passes-up = { proof-day } { $time }, { $sought }, { $grid }: the desk sleeps until after the time for { $stage } ({ $budget }), and no duty desk is manned; it passes up to { $person }. { proof-duty-often }
proof-duty-empty = { $sought }, { $grid }: nobody holds the post from { $began } on; what comes there passes up to { $person }. Such desks: { $desks }.
proof-duty-asleep = { proof-day } { $time }, { $sought }, { $grid }: nobody is on duty before { $until }, when { $person } is; the times that run then last longer. { proof-duty-often }

# gridward posts check (workflow/posts.py)

posts-from = From { $at } on:
posts-orphan = { $place }, { $role }: nobody holds the post any more; what comes there passes to { $persons } ({ $to }).
posts-shared = { $place }, { $role }: held by { $persons } all the same.
posts-stands-in = { $place }, { $role }: loses who stands in.
posts-deserted = { $unit }: nobody would be of this unit.
posts-ladder = What these ladders tell the { $role } of { $place } would go to nobody there, and up instead: { $ladders }.
posts-ladder-end = The last rung of these ladders tells the { $role } of { $place }, and nobody would be that: { $ladders }.
posts-route = Route { $route } names a grid that would be gone.
posts-hanging = Open work without its own people: { $tasks } tasks, { $checks } checks, { $verifications } verifications, { $claims } claimed cases, { $looks } second looks.
posts-sound = Nothing is lost by it.

input-holds-no-post = They hold no post from then on.
input-several-of-that-name = Several people have that name; give the id.
input-nothing-to-merge = Name at least one grid that is merged into another.
input-lies-within = { $grid } lies within a grid that would be gone.
input-city-stays-whole = The city itself is neither merged nor split.
input-grid-known = There is a grid of the code { $grid } already.

# The nightly proof (workflow/works/proof.py)

notice-proof = a failed proof
notice-mail-proof-title = The proof of the rules failed: { $count } new
notice-mail-proof-text = As the posts and rosters are now, a case could be left lying. The jobs' page has what was found.
