# 检验对路线及其接收方的发现（workflow/proof/routes.py、workflow/proof/receivers.py）。

proof-routes-none = 没有路线接这样的案件：{ $case }。
proof-route-shadowed = 没有案件轮得到路线“{ $route }”：在本地域内，前面的 { $by }（第 { $first } 行）已把它要的全部接走。
proof-route-idle = 未来一年没有案件轮得到路线“{ $route }”：按实际日期，前面的 { $by }（第 { $first } 行）已把它要的全部接走。
proof-route-never = 在本地域和未来一年内，没有案件能满足路线“{ $route }”的条件。
proof-route-grid-unknown = 路线“{ $route }”写了这里没有启用的网格：{ $grids }。
proof-receiver-none = 路线“{ $route }”把案件交给 { $receivers }，但从 { $at } 起，{ $grid } 的 { $category } 没有这样的接收方（共 { $categories } 个类别、{ $places } 处）。案件立案后搁着，等中心人工指派。
proof-receiver-unshown = 路线“{ $route }”把案件交给 { $receivers }，但从 { $at } 起，{ $grid } 的 { $category } 没有这样的接收方（共 { $categories } 个类别、{ $places } 处）；不过没能造出会走到这一步的上报。
proof-receiver-co = 路线“{ $route }”请 { $receivers } 协办，但 { $grid } 的 { $category } 没有这样的单位（共 { $categories } 个类别、{ $places } 处）：只交给主办。
proof-receiver-above = 只写到乡镇、没有写到村的上报，按 { $count } 条路线（{ $routes }……）没有接收方，要等受理员落到具体地点。
proof-receiver-no-choice = 路线“{ $route }”按工作量挑选，但各处都只有一个可选。
proof-receiver-cause = 路线“{ $route }”派给单位；报告写明该单位是起因时应交市级督办，而全市没有督办人员。

# gridward rules check（workflow/terminal/checking.py）

check-file = { $file }：{ $categories } 个类别，{ $routes } 条路线，{ $ladders } 个阶梯；文件无误
check-no-city = 未检验：此数据目录里没有城市；--city 文件 可按地域文件检验
check-holds = 已证明：没有案件会被搁置（警告 { $warnings } 个，说明 { $notes } 个）
check-fails = 未能证明：案件可能被搁置（不通过 { $failures } 个，警告 { $warnings } 个，说明 { $notes } 个）
