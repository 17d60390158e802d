# 管理本市：人员、岗位、单位、网格；登录链接。

problem-unforeseen = 这样改会缺人或有影响
detail-unforeseen = 请先看影响，再确定。您看过之后，影响可能又变了。
input-called-so-already = 本来就叫这个名字。
input-nothing-changes = 这样改，什么都没有变。
input-nothing-to-change = 请写明要改什么。
input-last-administrator = 这样就没有人能分配岗位了，请先再设一位管理员。
input-chief-of-dispatchers = 只有派遣员可以当值班长。
input-post-held-already = 这段时间已经在这个岗位上。
input-role-of-a-grid = 这个岗位设在网格，不设在单位。
input-role-of-a-unit = 这个岗位设在单位，不设在网格。
input-role-not-there = 这一级网格不设这个岗位。
input-username-taken = 已经有人用这个用户名。
input-has-a-username = 已经有另一个用户名。
input-wrong-link = 链接打不开：已经用过、过期，或者另给了新的。
input-unit-known = 已经有过这个代码的单位。
input-unknown-kind = 规则里没有这一类。
input-unknown-category-of-unit = 类别里没有“{ $value }”。
input-special-grids-do-not-merge = 特色网格不能合并：请撤销它，再在该在的地方新增一个。
input-only-villages-and-groups-merge = 只能合并村（社区）和组。
input-merged-into-itself = 这就是它自己。
input-of-another-level = 请选同一级的网格。
input-decisions-owed = 这个网格的处置员还有会议决定没有办完（{ $numbers }），请先办完、撤销，或者改由别人负责。
input-of-another-township = 请选同一个乡镇（街道）的网格。
input-only-special-grids-end = 这里只能撤销特色网格。
input-no-level-below = 这一级下面没有网格了。
