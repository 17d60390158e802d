# 网格文件的问题。

tree-invalid = 网格文件有 { $count } 处问题，没有导入任何内容。
tree-at-line = 第 { $line } 行：{ $why }
tree-at-column = 第 { $line } 行，{ $column } 列：{ $why }

tree-empty = 文件里没有网格。需要一行表头和至少一行网格。
tree-not-text = 不是 UTF-8 文本。请在表格软件里另存为“CSV UTF-8”。
tree-bad-quotes = 引号不成对，从这里开始无法读取。
tree-missing-column = 缺少 { $column } 列。
tree-unknown-column = 不认识“{ $column }”列。可用的列：{ $known }。
tree-twice-column = { $column } 列出现了不止一次。
tree-wrong-cells = 这一行有 { $found } 格，表头有 { $expected } 格。
tree-blank = { $column } 是空的。
tree-too-long = 有 { $found } 个字符，最多 { $limit } 个。
tree-bad-character = 含有看不见的字符 { $character }。
tree-bad-code = 编码“{ $value }”只能由字母、数字、连字符和下划线组成。
tree-unknown-tier = 不认识层级“{ $value }”。可用的层级：{ $known }。
tree-unknown-kind = 不认识地点种类“{ $value }”。可用的种类：{ $known }。
tree-duplicate-code = 编码“{ $value }”已经在第 { $first } 行用过。
tree-unknown-parent = 文件里没有上级“{ $value }”。
tree-cycle = “{ $value }”绕了一圈成了自己的上级。
tree-no-root = 没有最上级的网格：每一行的上级都在文件里。
tree-second-root = “{ $value }”的上级不在文件里，但最上级的网格已经是第 { $first } 行的“{ $root }”，只能有一个。
tree-under-special = “{ $value }”的上级“{ $parent }”是特色网格，特色网格下面不能再有网格。
tree-foreign-code = 编码“{ $value }”不以上级编码“{ $parent }”开头。
tree-not-below = 层级 { $value } 不在上级的层级 { $parent } 之下。
tree-boundary-not-json = 边界不是 JSON 文本。
tree-boundary-not-polygon = 边界应是 GeoJSON 的 Polygon 或 MultiPolygon，这里是 { $found }。
tree-boundary-malformed = 边界的坐标应是由环组成的列表，每个点写作 [经度, 纬度]。
tree-boundary-open = 边界的环至少要有 4 个点，首尾相同；这里有 { $count } 个点。
tree-boundary-off-earth = 经度 { $lon }、纬度 { $lat } 不在地球上。顺序应是经度在前、纬度在后。
tree-boundary-crosses = 边界在经度 { $lon }、纬度 { $lat } 附近自相交或不成面（{ $reason }）。
