rules-tangled = the conditions of these routes are so tangled that it cannot be found out in reasonable time which of them takes what; fewer words, repeats, “not” and mixtures of them in one route help
rules-too-many = at most { $most } different ones of “{ $key }” can be read in one file

proof-unfinished = The proof was not finished within { $seconds } seconds: what is told was found by then, and of the rest nothing is shown. Fewer routes, or simpler ones, help.
