# 地图：网格边界与底图来源。

input-too-many-grids = 要画的网格超过 { $most } 个，请只查其中一部分，或查上一级。
set-up-bad-tiles = GRIDWARD_TILES_URL 和 GRIDWARD_TILES_LABELS_URL 应为含有 {"{"}z{"}"}、{"{"}x{"}"}、{"{"}y{"}"} 的 http 或 https 地址，后者只能与前者同用，并以 GRIDWARD_TILES_ATTRIBUTION 注明底图来源：{ $value } 不行。
