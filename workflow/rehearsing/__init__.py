"""Rehearsal: what other rules, another calendar or another city would have made of what was recorded.

What people did is taken as given, at its times; what the rules decide is decided anew by the same moves, clocks and
ladders that decide it in earnest, on a draft that writes nothing.

history     one case as its ledger and its messages tell it
recalling   the facts that its decisions saw, and what must be asked anew
untouched   the cases that need not be lived again, since nothing of theirs is other under the other rules
course      the case lived again under other rules
outcome     what came of it, as recorded or as rehearsed, and where the two differ
summing     many cases in sum
"""
