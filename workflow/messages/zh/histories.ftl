# 外来历史案件的统计。

history-no-column = 必须有且只有一列 { $column }。
history-no-csv = 从这里起不是 CSV：引号位置不对。
history-cells = 本行的列数与表头不一致。
history-no-agency = 没有责任单位，或超过 200 个字。
history-no-instant = { $column }：“{ $value }”不是时间，应如 2018-04-12T11:11:26。
history-before = { $column }：{ $value } 早于上报时间。
history-more = 另有 { $count } 行不是案件
history-empty = 里面没有案件。
history-all = 合计
history-line = { $agency }：上报 { $reported } 件，应结案 { $due } 件，结案 { $closed } 件（{ $closing }），按期 { $kept } 件（{ $on_time }）
