# What the proof finds about routes and about whom they send (workflow/proof/routes.py, workflow/proof/receivers.py).

proof-routes-none = No route takes this case: { $case }.
proof-route-shadowed = No case ever reaches the route “{ $route }”: { $by } (line { $first }) before it take all that it asks for in this territory.
proof-route-idle = In the year ahead no case reaches the route “{ $route }”: { $by } (line { $first }) before it take all that it asks for on the days that there are.
proof-route-never = In this territory and the year ahead no case can fulfil what the route “{ $route }” asks for.
proof-route-grid-unknown = The route “{ $route }” names what is no grid in use here: { $grids }.
proof-receiver-none = The route “{ $route }” sends cases to { $receivers }, and from { $at } on there is nobody of that for { $category } in { $grid } ({ $categories } categories, { $places } places in all). The case waits, filed, until the centre sends somebody by hand.
proof-receiver-unshown = The route “{ $route }” sends cases to { $receivers }, and from { $at } on there is nobody of that for { $category } in { $grid } ({ $categories } categories, { $places } places in all); but no report could be made up that comes to it.
proof-receiver-co = The route “{ $route }” has { $receivers } handle too, and there is nobody of that for { $category } in { $grid } ({ $categories } categories, { $places } places in all): it goes to the first receiver alone.
proof-receiver-above = A report that names only a township, or no village, has nobody to go to by { $count } routes ({ $routes }…) until the desk puts it in its place.
proof-receiver-no-choice = The route “{ $route }” chooses by load, and nowhere is there more than one to choose from.
proof-receiver-cause = The route “{ $route }” sends a unit; where a report names that unit as the cause it goes to the city's supervisor, and the city has none.

# gridward rules check (workflow/terminal/checking.py)

check-file = { $file }: { $categories } categories, { $routes } routes, { $ladders } ladders; the file is right
check-no-city = not proved: there is no city in this data folder; --city FILE proves over one of a territory file
check-holds = proved: no incident can be left lying (warnings: { $warnings }, notes: { $notes })
check-fails = not proved: an incident can be left lying (failures: { $failures }, warnings: { $warnings }, notes: { $notes })
