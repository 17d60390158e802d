# 模拟运行的汇总，以及有承诺不成立时的说明。

simulation-title = { $first } 起 { $days } 天，种子 { $seed }，每个工作日上报约 { $rate } 件
simulation-counted = 案件 { $cases } 件，台账 { $entries } 条，消息 { $notices } 条
simulation-stage = 按环节
simulation-township = 按乡镇街道
simulation-cross = 按时/超时/在办
simulation-on-time = 按时
simulation-late = 超时
simulation-raised = 上报上级
simulation-tabled = 提交联席
simulation-waiting = 在办
simulation-overdue = 在办已超时
simulation-all = 合计
simulation-nowhere = （尚无地点）
simulation-endings = 结果
simulation-moves = 人员操作
simulation-messages = 消息
simulation-ledger = 台账 { $hash }
simulation-broken = 有承诺不成立：{ $promise }
simulation-broken-where = 案件 { $where }，{ $at }：{ $what }
simulation-broken-replay = 重现命令：{ $command }
ending-none = 未结
set-up-no-server = 使用 --on-server 需要设置 GRIDWARD_DATABASE_URL，即可以建立临时数据库的服务器。
