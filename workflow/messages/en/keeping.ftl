# Keeping the city: people, posts, units, grids; and links to sign in.

problem-unforeseen = Something would be lost by this
detail-unforeseen = Look at what follows of it first, then confirm it. It may be another thing by now than what you saw.
input-called-so-already = That is its name already.
input-nothing-changes = Nothing would be changed by it.
input-nothing-to-change = Say what is to be changed.
input-last-administrator = Nobody else could grant a post then: name another administrator first.
input-chief-of-dispatchers = Only a dispatcher can be the duty chief.
input-post-held-already = They hold this post already at that time.
input-role-of-a-grid = This role is held at a grid, not of a unit.
input-role-of-a-unit = This role is held of a unit, not at a grid.
input-role-not-there = This role is not held at a grid of that level.
input-username-taken = Somebody signs in by that name already.
input-has-a-username = They have another user name already.
input-wrong-link = This link does not open: it was used, it is too old, or a newer one was given.
input-unit-known = There is, or was, a unit of that code.
input-unknown-kind = The rules know of no such kind.
input-unknown-category-of-unit = The catalogue has nothing of “{ $value }”.
input-special-grids-do-not-merge = A special grid cannot be merged: end it, and add one where it should lie.
input-only-villages-and-groups-merge = Only villages and groups can be merged.
input-merged-into-itself = That is the grid itself.
input-of-another-level = Choose a grid of the same level.
input-decisions-owed = The handlers of this grid owe what meetings decided ({ $numbers }). Let it be carried out or dropped first, or give it to somebody else.
input-of-another-township = Choose a grid of the same township.
input-only-special-grids-end = Only a special grid can be ended here.
input-no-level-below = There is no level below this one.
