# Duty: who is on it, who was woken.

reason-woken = { $count ->
    [one] One person off duty was woken ({ $sought }): it is urgent, and no duty desk was manned.
   *[other] { $count } people off duty were woken ({ $sought }): it is urgent, and no duty desk was manned.
}
why-woken = { $persons }: off duty, and told at once because it is urgent.
