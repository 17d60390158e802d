# 议程的增删、列席单位、线上链接、应开未开、对外公开。

move-add-item = 增加议题
move-order-items = 调整议程顺序
move-strike-item = 撤下议题
move-restore-item = 恢复议题
move-invite-guest = 邀请列席单位
move-leave-out-guest = 不再邀请列席单位
move-set-link = 设置线上链接
move-publish-conclusion = 公开会议结论
move-tell-again = 告知议程变动
move-fall-behind = 应开未开
stage-conclusion = 公开会议结论

entry-add-item = 增加了一项议题
entry-order-items = 调整了议程顺序
entry-strike-item = 撤下了一项议题
entry-restore-item = 恢复了撤下的议题
entry-invite-guest = 邀请了列席单位
entry-leave-out-guest = 不再邀请一家列席单位
entry-set-link = 设置了线上会议的链接
entry-publish-conclusion = 公开了圆桌会议的结论
entry-tell-again = 把变动后的议程告知了受邀人
entry-fall-behind = 应开的时段已过，会议没有召开

reason-item-added = 人工增加的议题：{ $number }
reason-items-ordered = 议程共 { $count } 项，按人工排定的顺序。
reason-item-struck = 撤下议题：{ $number }。重新拟定议程时也不再列入，恢复后才列入。
reason-struck-tabled = 撤下提请的事件 { $number }。它仍在提请之列，下一次联席会议会为它召开；已告知上级。
reason-item-restored = 恢复议题：{ $number }
reason-agenda-changed = 通知发出后议程有变，现有 { $count } 项；已一并告知受邀人。
reason-guest-invited = 邀请的列席单位共 { $count } 家。
reason-guest-left-out = 邀请的列席单位共 { $count } 家。
reason-link-set = 会议可以线上参加，链接在本页和日历里。
reason-link-taken-off = 会议不再线上举行。
reason-fell-behind = { $period } 已经结束，应开的会议没有召开：列为落后，已告知上级。
reason-conclusion-public = 圆桌会议的结论已公开。
reason-conclusion-corrected = 已更正公开的结论。

agenda-case = 事件 { $number }
agenda-words = 议题（文字另存于纪要）
agenda-words-erased = 议题文字已删除

guard-is-a-roundtable = 只有圆桌会议的结论对外公开。
guard-has-its-minutes = 先形成纪要。

input-exactly-one-of-subject-incident-decision = `subject`、`incident`、`decision` 只能写一个，也必须写一个
input-too-many-items = 一次会议最多人工增加 { $count } 项议题
input-already-on-it = “{ $value }”已在议程上，或已被撤下
input-not-this-agenda = 必须是议程上的各项，每项一次
input-never-struck = 圆桌会议的主题和动议不能撤下
input-too-many-guests = 最多邀请 { $count } 家列席单位
input-the-same-link = 与现在的链接相同
input-no-https-link = 必须是 https:// 开头的链接
input-look-through-it-first = 请先通读：不能写到任何个人
input-not-the-minutes = 不能就是纪要本身
input-unknown-guest = 受邀单位里没有这一家。
input-no-such-decision = 没有第 { $value } 项决定

guest-invited-title = 会议邀请：{ $title }
guest-invited = 请贵单位派人列席：{ $title }，{ $at }。
guest-meeting-changed-title = 会议有变：{ $title }
guest-meeting-changed = 会议时间或参加方式有变：{ $title }，{ $at }。
guest-meeting-cancelled-title = 会议取消：{ $title }
guest-meeting-cancelled = 不必参加了：{ $title }，原定 { $at }。
guest-purpose = { $organisation }：{ $purpose }
guest-link = 线上参加：{ $link }
guest-where = { $link }

entry-plan = 列入了计划
entry-call = 在日历之外召集了会商
entry-draw = 拟定了议程
entry-invite = 发出了通知
entry-postpone = 改了期
entry-cancel = 取消了会议
entry-hold = 开始了会议
entry-minute = 形成了纪要
entry-adjourn = 散会，没有作出决定
entry-carry-out = 报了一项决定已落实
entry-send-back = 退回了一项决定
entry-sign-off = 销号了一项决定
entry-drop = 撤销了一项决定
