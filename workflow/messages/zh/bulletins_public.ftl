# 情况通报公开版。

bulletin-public-version = 公开版
bulletin-public-promised = 应兑现
bulletin-public-closed = 已办结
bulletin-public-kept = 按期兑现
bulletin-public-share = 兑现率
bulletin-public-few = 不足 5
bulletin-public-others = 其余合计
bulletin-public-too-few = 数量太少，不分列。
bulletin-public-promise-note = 承诺是上报时告诉上报人的办结时间。应兑现：本期内按期办结的，以及承诺期限在本期内到期的；已办结：其中到期末已经办结的；按期兑现：其中在承诺期限内办结的。
bulletin-public-rule = 小于 5 的数不显示。写“–”的合在“其余合计”里：它小于 5，或者显示它就能算出别的小于 5 的数。各行按代码排列，不是排名。
bulletin-public-meetings = 召开会议
bulletin-public-decisions = 会议决定（含以前未了的）
bulletin-public-done = 其中已完成
bulletin-public-audit-well = { $at } 核验了全部台账，链条完整。
bulletin-public-audit-faults = { $at } 核验台账，发现不符。
bulletin-public-seal = 台账 { $day } 封条的根：{ $root }
bulletin-public-issued = 本期通报的编制、审定经过（工作人员登录后查看）
