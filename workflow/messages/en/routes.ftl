# Routes and conditions.

problem-no-route = No route of the rules fits
detail-no-route = None of the rules in force has a route for this case; the data centre has to add one. Nothing was stored.
attribute-season = the day of the year
wanted-not = not { $wanted }
input-rules-no-group = No group of the catalogue has a code that { $value } begins with.
input-rules-no-place = The file has no route or section for { $value }.
input-rules-there-already = { $value } is in the file already; set it instead.
input-rules-no-yaml = The file cannot be read as YAML; gridward rules check says where.
