# Routes and conditions.

problem-no-route = No route of the rules fits
detail-no-route = None of the rules in force has a route for this case; the data centre has to add one. Nothing was stored.
attribute-season = the day of the year
wanted-not = not { $wanted }
