# What can be wrong with a rules file. $seen is what stands there, $nearest a name that may have been meant.

rules-invalid = { $file } cannot be used: { $count ->
    [1] one problem
   *[other] { $count } problems
  }
rules-more = and { $count } more problems from here on

# The text
rules-empty-file = the file is empty; it needs the sections territory, calendar, catalogue, units, routes, ladders, limits, meetings, notices and retention
rules-too-large = the file has { $seen } characters; at most { $most } are read
rules-bad-character = the character { $seen } does not belong in a text file; save the file as plain UTF-8
rules-full-width = “{ $seen }” is a full-width character; rules are punctuated with : , [ ] {"{"} {"}"} " # and the ordinary space
rules-yaml = this cannot be read as YAML ({ $seen })
rules-yaml-tab = a tab; lines are indented with spaces only
rules-yaml-colon = a second “: ” in one value, or a line that is indented too far; a text that contains “: ” goes in quotes
rules-yaml-unclosed = what opens here with a bracket or a quotation mark is never closed
rules-yaml-quotes = a value that begins with such a sign goes in quotes, like ">=3"
rules-yaml-no-colon = a key needs a colon and a space after it, like “to: grid”
rules-yaml-indent = this line does not fit the lines above it: it is indented differently, or a list and a mapping are mixed
rules-one-document = a second document begins here; a rules file is one document, without “---” between its parts
rules-too-deep = more than { $seen } levels inside one another
rules-key-not-text = a key is a single word, not a list or a mapping
rules-no-anchors = { $seen } is a YAML anchor or alias; write the value out. A group of categories is written with the star last, like 06*
rules-no-directives = a line that begins with “%” is a YAML directive ({ $seen }), which has no meaning here; leave it out
rules-no-tags = the YAML tag { $seen } has no meaning here; leave it out
rules-duplicate-key = “{ $key }” stands here a second time; the first is in line { $first }
rules-empty-value = “{ $key }” has no value; write one or leave the key out

# The shape
rules-not-a-mapping = “{ $key }” must be a mapping of keys and values
rules-not-a-list = “{ $key }” must be a list; write { $seen ->
    [blank] its values as [ … ]
   *[other] it as [{ $seen }]
  }
rules-not-text = a single value belongs here, not a list or a mapping
rules-empty-list = “{ $key }” must have at least one entry
rules-unknown-key = “{ $seen }” is not known here; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-unknown-condition = a rule cannot look at “{ $seen }”; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] it may look at: { $known }, joined by all, any and not, and at nothing about a person
  }
rules-no-receiver = this route says nobody gets the case: write “to”, like “to: grid” or “to: unit” and a kind of unit
rules-missing-key = “{ $key }” is missing here

# Single values
rules-text-length = expected a text of 1 to { $most } characters
rules-name = “{ $seen }” is no name; a name has letters, digits, “_”, “-” and “.”, at most 60, and begins with a letter or digit
rules-code = “{ $seen }” is no code; a code has letters, digits, “_”, “-” and “.”, at most 40
rules-prefix = “{ $seen }” is no prefix; expected 1 to 4 capital letters, like GY
rules-number = expected a whole number from { $low } to { $high }, not “{ $seen }”
rules-flag = expected true or false, not “{ $seen }”
rules-budget = “{ $seen }” is no time; { $near ->
    [yes] did you mean “{ $nearest }”? 15m, 4h, 2d run on, 30wm, 8wh, 3wd count working time, 5sd statutory days
   *[no] expected a whole number and a unit: 15m, 4h, 2d run on, 30wm, 8wh, 3wd count working time, 5sd statutory days
  }
rules-budget-long = “{ $seen }” is too long; at most { $most }
rules-budget-runs = “{ $seen }” counts working time; here the time runs on: did you mean “{ $nearest }”?
rules-workday = “{ $seen }” is no working day; expected its length in working hours or minutes, like 8wh or 450wm
rules-share = “{ $seen }” is no share; expected a percentage above 0% and up to 100%, like 80%
rules-span = “{ $seen }” is no span of the day; expected two different times, like 22:00-06:00
rules-hours-over-midnight = “{ $seen }” ends before it begins; working hours lie within one day, like 08:00-12:00
rules-moment = “{ $seen }” is no time of day; expected one like 17:30
rules-day = “{ $seen }” is no day of the year; expected month and day, like 06-01
rules-season = “{ $seen }” is no season; write its first and last day, like 06-01..09-30
rules-at-least = “{ $seen }” is no least number; expected one in quotes, like ">=3"
rules-timezone = “{ $seen }” is no time zone; expected one like Asia/Shanghai
rules-choice = “{ $seen }” is not possible here; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-kind-not-thing = “{ $seen }” is no kind of place; kinds of place are physical things, never who uses them. { $near ->
    [yes] Did you mean “{ $nearest }”?
   *[no] Expected one of: { $known }
  }

# What is named must exist
rules-unknown-category = there is no category “{ $seen }” in the catalogue; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected a code such as 06010 or a group such as 06*
  }
rules-older-category = { $seen } is the older standard's code; write { $key }
rules-unknown-unit = there is no kind of unit “{ $seen }” under units; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-unknown-role = “{ $seen }” cannot receive a case; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-receiver = “{ $seen }” is no receiver; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected “grid”, “unit” and a kind of unit, or “role”, a role, “level” and a number, like “role duty level 2”
  }
rules-unknown-ladder = there is no ladder “{ $seen }” under ladders; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-unknown-conditions = there is nothing called “{ $seen }” under conditions; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] there is: { $known }
  }
rules-unknown-filing = there is no filing condition “{ $seen }” in the catalogue; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-unknown-closing = there is no closing condition “{ $seen }” in the catalogue; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-unknown-grid-kind = there is no kind of grid “{ $seen }” under territory; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }
rules-unknown-special-kind = there is no kind of special grid “{ $seen }” under territory; { $near ->
    [yes] did you mean “{ $nearest }”?
   *[no] expected one of: { $known }
  }

# The file as a whole
rules-no-tier = no tier has the duty level { $level }; the city (1), the township (2) and the village (3) each need one
rules-season-days = a season has both “from” and “to”, or neither
rules-hours-order = working hours must follow one another: these overlap or are out of order
rules-day-without-hours = the { $day } has no working hours; end the list with a season without “from” and “to”
rules-workday-needed = the seasons' days differ in length, so say with “workday” how long a working day is, like 8wh
rules-code-twice = the code { $seen } stands here a second time; the first is in line { $first }
rules-older-taken = the older code { $seen } that this gives is the code of another category
rules-group-prefix = the group { $seen } must begin with its family's prefix { $prefix }
rules-category-group = the category { $seen } must begin with its group's code { $group } and go on
rules-route-twice = a second route with the name “{ $seen }”; the first is in line { $first }
rules-not-total = a case fits none of these routes: { $case }; end them with one that has no “when”, or say who gets it
rules-shadowed = no case ever reaches the route “{ $seen }”: { $by } (line { $first }) before it take all that it asks for
rules-catch-all-early = this route takes every case, so none after it is ever reached; only the last one has no “when”
rules-conditions-round = what “{ $seen }” says leads back to “{ $seen }” itself
rules-too-many-ways = this can hold in more than { $most } ways; make several routes of it
rules-never = no case can ever fit this: its conditions exclude each other
rules-ladder-falls = this rung does not come later than the one before it
rules-ladder-mixes = { $seen } and { $first } on one ladder cannot be put in order: use either running or working time after the deadline
rules-ladder-silent = the last rung must repeat: give it “every”, like 1wd, so that a running clock never falls silent
rules-ladder-level = this raise does not go higher: it goes to level { $seen }, and an earlier rung has gone to level { $first }
rules-repeat-early = only the last rung repeats; take “every” away here
rules-rung-when = a rung has either “at” (a share of the time, like 80%) or “after” (a time after the deadline, like 4wh)
rules-rung-level = “do: raise” needs a “level”, and no other rung has one
rules-rung-statutory = { $seen } are statutory days, which ladders do not count; use m, h, d or wm, wh, wd
rules-grade-twice = grade “{ $seen }” stands here for the second time
rules-grades-order = grades go from the best down: { $seen } is not below the one before it
rules-grade-floor = the last grade has to begin at 0, so that everything has one; it begins at { $seen }
rules-weights = the weights of a composite have to come to 100; these come to { $seen }
rules-rate-or-count = a part has either “rate” or “count”
rules-not-counted-of = “{ $seen }” is not counted of { $whose }
rules-bands-of-count = “count” needs “bands” and is not inverted; “rate” has no bands
rules-bands-order = the bands’ “up_to” have to rise, and the last band alone has none
rules-meeting-when = a meeting has either “every” and “day”, or “tabled”, “repeats” (with “days”) or “supports”, and “within”
