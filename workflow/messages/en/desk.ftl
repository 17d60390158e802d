# The dispatch desk.

suggested-grid = By the route “{ $route }” the grid's own handlers do it
suggested-unit = By the route “{ $route }” it goes to the unit that serves the place: one with somebody on duty first, then the nearest
suggested-role = By the route “{ $route }” it goes to the { $role } on duty
suggested-substitute = By the route “{ $route }” it goes to whoever stands in for the { $role }
suggested-least-loaded = { $why }; of several it has the least in hand
input-too-short = Each word needs { $least } letters at least.
input-too-common = These words stand in too many cases to be looked through: name one more, or a number.
