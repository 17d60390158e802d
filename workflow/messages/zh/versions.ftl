# 规则的版本：提出、启用、退回；在办案件迁移到新版本

problem-unproved = 按这份规则，可能有事件无人处理
detail-unproved = 第 { $number } 版规则的证明有 { $count } 处不成立。请改正，或者说明为什么仍要启用。
problem-nothing-before = 没有可退回的版本
detail-nothing-before = 没有尚未退回的规则启用记录。
problem-superseded = 启用的规则已经换了
detail-superseded = 现在启用的是第 { $current } 版，不是第 { $version } 版。请重新查看；此前已迁移的不变。
problem-overworked = 等待证明、推演的请求已满
detail-overworked = 服务器一次只计算一项，排队的已满。没有改动任何内容，请稍后再试。
problem-unfit = 这份规则接不了这个事件
detail-unfit = 它仍按原来的规则办理。

migrate-would = 将有 { $moved } 件改按第 { $version } 版，其中 { $promises } 件承诺时间变动；{ $refused } 件不能改
migrate-done = 已有 { $moved } 件改按第 { $version } 版，其中 { $promises } 件承诺时间变动；{ $refused } 件不能改
migrate-paused = 停止计时

reason-migrated = 由第 { $before } 版规则改按第 { $version } 版办理。
reason-promise-moved-by-rules = 第 { $version } 版规则使承诺时间变动，已告知上报人。

unfit-category-gone = 规则里已没有类别 { $value }。
unfit-filing-gone = 规则里已没有它立案时所依的条件（{ $value }）。
unfit-closing-gone = 规则里已没有它反馈时所依的条件（{ $value }）。
unfit-record-gone = 当初选定路线所依据的记录已经删除。
unfit-no-route = 规则里没有适合它的路线。
unfit-beyond-the-calendar = 它的时限（{ $value }）会超出日历的范围。
unfit-undecidable = 未能作出决定（{ $value }）；故障见日志。
