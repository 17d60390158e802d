# Rules edited on a page

problem-draft-elsewhere = Your draft was written on elsewhere
detail-draft-elsewhere = Another window of yours has changed this draft since. Load it anew to go on from there, or keep your text here in place of it.

example-report = On { $at }, { $category } is reported in { $grid } ({ $severity }; by { $source }).
example-act = { $at }: { $move }, by { $by }.
example-somebody = somebody else who reports the same
example-reporter = whoever reported it
example-system = the rules themselves
example-lies-no-route = No route takes it.
example-lies-refused = Then a rule should go on by itself, and what it should do is not allowed; the case stays { $state }.
example-lies-rung-refused = Then a rung of a ladder is due, and what it should do is not allowed; on { $until } the case is still { $state }.
example-lies-no-timer = On { $until } it is { $state }, and no clock runs: nothing reminds anybody of it.
example-lies-nobody-told = On { $until } it is { $state }; a rung of its ladder was due and told nobody.
example-lies-no-receiver = On { $until } it is { $state }, and there is nobody to send it to.
example-lies-asleep = On { $until } it is { $state }, and whoever should act was not on duty nor told of it since.
example-lies-below-top = On { $until } it is { $state }; nobody acted, and still the city was not told.
example-lies-promise-first = On { $until } its promise is over, although each stage was still in time.
example-lies-closed-first = On { $until } it closed by itself before whoever verifies it was reminded.
example-lies-elsewhere = On { $until } it is { $state }, with somebody other than the rules seem to mean.
example-lies-round = On { $until } it is { $state } once more, as it was before, and so it can go on for ever.
example-lies-no-end = On { $until } it is { $state }, and no move of anybody brings it to an end.
example-lies-no-objection = On { $until } it is { $state }, and whoever reported it cannot object.
example-lies-no-reason = On { $until } it is { $state }, and nothing says why.
example-lies-unheard = On { $until } an objection to it is open that nobody can decide.
