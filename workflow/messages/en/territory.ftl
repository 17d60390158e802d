# What is wrong with a territory file.

tree-invalid = The territory file has { $count } problems; nothing of it was loaded.
tree-at-line = Line { $line }: { $why }
tree-at-column = Line { $line }, column { $column }: { $why }

tree-empty = There is no grid in the file. It needs a header and at least one row.
tree-not-text = This is not UTF-8 text. Save it as "CSV UTF-8" in the spreadsheet.
tree-bad-quotes = The quotation marks do not match; nothing can be read from here on.
tree-missing-column = The column { $column } is missing.
tree-unknown-column = The column "{ $column }" is not known. Columns are: { $known }.
tree-twice-column = The column { $column } stands there more than once.
tree-wrong-cells = The row has { $found } cells, the header has { $expected }.
tree-blank = { $column } is blank.
tree-too-long = It has { $found } characters; { $limit } are allowed.
tree-bad-character = It has the invisible character { $character } in it.
tree-bad-code = The code "{ $value }" may have only letters, digits, hyphens and underscores.
tree-unknown-tier = The level "{ $value }" is not known. Levels are: { $known }.
tree-unknown-kind = The kind of place "{ $value }" is not known. Kinds are: { $known }.
tree-duplicate-code = The code "{ $value }" is taken by line { $first }.
tree-unknown-parent = The parent "{ $value }" is not in the file.
tree-cycle = "{ $value }" comes round to being above itself.
tree-no-root = There is no topmost grid: every row's parent is in the file.
tree-second-root = The parent of "{ $value }" is not in the file, but "{ $root }" on line { $first } is the topmost grid already; there can be only one.
tree-under-special = The parent of "{ $value }", "{ $parent }", is a special grid, which has no grids below it.
tree-foreign-code = The code "{ $value }" does not start with its parent's, "{ $parent }".
tree-not-below = The level { $value } is not below its parent's, { $parent }.
tree-boundary-not-json = The boundary is not JSON.
tree-boundary-not-polygon = The boundary must be a GeoJSON Polygon or MultiPolygon; this is { $found }.
tree-boundary-malformed = The coordinates of a boundary are lists of rings, each point [longitude, latitude].
tree-boundary-open = A ring has at least 4 points, the last the same as the first; this one has { $count }.
tree-boundary-off-earth = Longitude { $lon }, latitude { $lat } is not on earth. Longitude comes first.
tree-boundary-crosses = The boundary crosses itself or encloses nothing near longitude { $lon }, latitude { $lat } ({ $reason }).
