# What the proof finds of bulletins, and how a draft that nobody approves can lie

proof-bulletin-none = No bulletin is drawn up of a { $length ->
    [month] month
    [quarter] quarter
   *[year] year
  }.
proof-bulletin-unowed = The bulletin of { $period } would not be drawn up once, nor those of { $times } periods in all.
proof-draft-overtaken = The draft of { $period } may wait { $budget }, and the next of its kind is drawn up before that.
proof-draft-no-timer = The draft of { $period } is { $state }, and no clock of it is armed ({ $grid }; in all { $places }).
proof-draft-refused = The draft of { $period } is { $state }; its clock rings, and what should then follow is not allowed ({ $grid }; in all { $places }).
proof-draft-nobody-told = The draft of { $period } waits, and nobody who is told of it is awake meanwhile ({ $grid }; in all { $places }).
proof-draft-below-top = The draft of { $period } is kept back until somebody approves it, and nobody of the city ever hears that nobody does ({ $grid }; in all { $places }).
proof-draft-not-out = The draft of { $period } should come out by itself, and it stays { $state } ({ $grid }; in all { $places }).
proof-draft-unapproved = The draft of { $period } would come out with words that nobody approved ({ $grid }; in all { $places }).
proof-draft-unwritten = Nobody may write to the draft of { $period } when it is drawn up ({ $grid }; in all { $places }).
proof-draft-of-one-hand = Whoever writes to the draft of { $period } is the only one who could approve it, and may not ({ $grid }; in all { $places }).

example-draft = { $at }: the bulletin of { $period } is drawn up ({ $grid }).
example-lies-draft-no-timer = On { $until } it is { $state }, and no clock runs: nothing reminds anybody of it.
example-lies-draft-refused = Then its clock rings, and what should follow is not allowed; it stays { $state }.
example-lies-draft-nobody-told = On { $until } it is { $state }; nobody who was told of it was awake before.
example-lies-draft-below-top = On { $until } it is { $state }; its ladder has been climbed to the end, and still the city was not told.
example-lies-draft-not-out = On { $until } it is { $state }, though its time was over.
example-lies-draft-unapproved = On { $until } it is { $state }, with words that nobody approved.
