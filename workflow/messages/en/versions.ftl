# Versions of the rules: proposed, switched on, taken back; open cases moved to another one

problem-unproved = An incident could be left lying under these rules
detail-unproved = The proof of version { $number } found { $count } failures. Put them right, or say why it should hold all the same.
problem-nothing-before = Nothing to go back to
detail-nothing-before = No switch of rules is left that could be taken back.
problem-superseded = Other rules are in force now
detail-superseded = Version { $current } is in force, not version { $version }. Please look at it again; what was moved by then stays so.
problem-overworked = Others are waiting for proofs and rehearsals
detail-overworked = The server counts one at a time, and as many wait as may. Nothing was changed; please try again shortly.
problem-unfit = These rules cannot take the case over
detail-unfit = It stays under the rules that it has.

migrate-would = { $moved } would be moved to version { $version }, { $promises } with another promise; { $refused } refused
migrate-done = { $moved } moved to version { $version }, { $promises } with another promise; { $refused } refused
migrate-paused = paused

reason-migrated = Moved from version { $before } of the rules to version { $version }.
reason-promise-moved-by-rules = Version { $version } of the rules moved the promise; the reporter was told.

unfit-category-gone = The rules have no category { $value } any more.
unfit-filing-gone = The condition on which it was accepted ({ $value }) is not in the rules any more.
unfit-closing-gone = The condition on which it was fed back ({ $value }) is not in the rules any more.
unfit-record-gone = What its route was chosen by has been erased.
unfit-no-route = No route of the rules fits it.
unfit-beyond-the-calendar = Its deadline ({ $value }) would lie beyond the calendar.
unfit-undecidable = It could not be decided ({ $value }); the log has the fault.
