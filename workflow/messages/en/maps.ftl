# Maps: outlines, and where their background comes from.

input-too-many-grids = There are more than { $most } grids there to draw. Ask for a part of the territory, or for a higher level.
set-up-bad-tiles = GRIDWARD_TILES_URL and GRIDWARD_TILES_LABELS_URL must be http or https addresses with {"{"}z{"}"}, {"{"}x{"}"} and {"{"}y{"}"} in them, GRIDWARD_TILES_LABELS_URL only beside the first, and GRIDWARD_TILES_ATTRIBUTION says whose map it is: { $value } will not do.
