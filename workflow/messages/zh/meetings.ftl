# 会议：代码的说法、每一步的缘由、议程。

move-hear = 会议议过
move-plan = 列入计划
move-call = 临时召集
move-draw = 拟定议程
move-invite = 发出通知
move-postpone = 改期
move-cancel = 取消
move-hold = 召开
move-minute = 形成纪要
move-adjourn = 散会
move-carry-out = 回报办结
move-send-back = 退回重办
move-sign-off = 销号
move-drop = 撤销决定

meeting-planned = 已列入计划
meeting-drawn = 议程已拟
meeting-invited = 已通知
meeting-held = 已召开，待形成纪要
meeting-minuted = 决定事项办理中
meeting-closed = 已了结
meeting-cancelled = 已取消
decision-open = 待办
decision-reported = 已回报，待销号
decision-done = 已销号
decision-dropped = 已撤销

subject-meeting = 会议
subject-decision = 决定事项
standing-attendee = 参会人
standing-convener = 召集人
stage-meeting = 会议召开
stage-minutes = 会议纪要
stage-decision = 决定事项办理
meeting-kind-special = 专题会议
meeting-kind-joint = 联席会议
meeting-kind-work = 工作例会
meeting-kind-consultation = 会商
meeting-kind-roundtable = 圆桌会议

reason-planned-anew = { $period } 的会议已取消，现补开，时间 { $until }。
reason-invited-past = 会议时间已到，不再通知与会人员，只告知召集人。
reason-put-off-often = 已改期 { $times } 次，达到上限，告知上级。
reason-left-tabled = 未议、留待下次会议的提请事件 { $count } 件。
reason-planned = { $period } 应开的会，{ $until } 召开。
reason-called-beside-the-calendar = 日历之外临时召集，{ $until } 召开。
reason-called = 已积压 { $count } 件，{ $until } 召开。
reason-drawn = 议程共 { $count } 项，其中提交会议的事件 { $tabled } 件。
reason-invited = 已通知 { $count } 人。
reason-postponed = 由 { $before } 改到 { $until }。
reason-put-off = 日历有变（第 { $calendar } 版），原定日子成了休息日，改到 { $until }。
reason-cancelled = 会议取消，已告知受邀人和上级。
reason-nothing-decided = 没有作出决定，当场了结；提交会议的事件留待下次会议。
reason-decided = 第 { $decision } 项决定由{ $receiver }办理，{ $due } 前完成。
reason-all-carried-out = 决定事项全部了结，会议了结。
reason-carried-out-late = 应于 { $due } 前办结，已逾期。
reason-sent-back = 退回重办，第 { $times } 次。
reason-heard = 会议 { $meeting } 已议，未作决定。
reason-heard-decided = 会议 { $meeting } 已议，第 { $decision } 项决定 { $due } 前办结。

agenda-topic = 本地反复出现：{ $category }
agenda-tabled = 提交会议：事件 { $number }
agenda-overdue = 超期：事件 { $number }（共 { $count } 件）
agenda-returned = 退回次数已满：事件 { $number }（共 { $count } 件）
agenda-disputed = 有异议：事件 { $number }（共 { $count } 件）
agenda-repeated = 反复上报：事件 { $number }（共 { $count } 件）
agenda-decision = 决定事项 { $number }，{ $due } 到期
agenda-decision-late = 逾期：决定事项 { $number }，应于 { $due } 前办结
agenda-indicators = { $number } 的各项指标

guard-is-called-only-now = 已在日历上的会议不能再召集一次。
guard-has-begun = 到了时间才能召开。
guard-may-still-be-put-off = 改期次数已达上限。
guard-does-not-make-up = 补开的会议只能改期，不能取消。
guard-nothing-left-to-do = 还有决定事项没有了结。
guard-did-not-carry-it-out = 谁回报办结，就不能由谁销号。

input-not-a-working-day = 必须是工作日
input-not-on-the-agenda = “{ $value }”不是这次会议议程上的事件
input-due-at-or-budget-not-both = `due_at` 和 `budget` 只能写一个

meetings-none = 近期没有会议，也没有未了结的决定事项。
meetings-line = { $at }  { $title }：{ $state }
meetings-late = { $at }  { $title }：{ $state }；已过时间，尚未召开
meetings-undone = – 待办决定 { $undone } 项
meetings-overdue = – 待办决定 { $undone } 项，其中逾期 { $overdue } 项
reason-supported = 建议 { $incident } 已有 { $count } 次支持、还没有答复，为它召开：{ $until } 开始。
reason-roundtable-answered = 这是圆桌会议 { $meeting } 的结论。
agenda-proposal = 建议 { $number }，{ $count } 次支持
