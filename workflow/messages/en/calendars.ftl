# What another calendar would move.

foreseen-looking = counting
foreseen-shift = { $number }  { $stage }: { $before } → { $after }
foreseen-provisional = { $number }  { $stage }: { $before } → { $after }, provisional
foreseen-paused = suspended
foreseen-uncounted = { $number }  cannot be counted: { $why }
foreseen-sums = { $looked } open cases and meetings looked at: deadlines of { $cases } would move, { $later } of them later and { $earlier } earlier; { $late_at_once } would be late at once, { $late_no_more } no longer late; { $told } reporters would be told of a promise that moves. Nothing was changed.
