# Indicators over time.

input-whole-townships = Figures over time are kept by township: name the city or a township.
input-turned-round = The last day lies before the first.
input-too-much-behind = Too many cases lie behind this figure to be looked through at once: choose fewer days.
input-too-many-periods = That is too many periods: at most { $most }. Take longer steps, or fewer days.
input-too-many-years = That is too many days: at most { $most } years.
input-year-range = Only days from { $least } to { $most }.
input-objected-already = There is an objection to this figure already.
input-not-counted = That is not counted of whom you ask for.
