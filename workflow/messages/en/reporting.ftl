input-lat-lon-together = lat and lon belong together.
input-grid-or-point = Please give a grid, or lat and lon.
reason-said-same = The reporter says that it is the same as { $number }.
