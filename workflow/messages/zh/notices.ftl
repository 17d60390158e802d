# What a message says: a title and a sentence for each kind, and the lines around them.
# Numbers, names of categories and places, instants. Never what people wrote, never who reported.

notice-mail-arrived-title = 新到事件：{ $number } { $category }
notice-mail-arrived-text = 等待您受理。
notice-mail-assigned-title = 派给您的任务：{ $number } { $category }
notice-mail-assigned-text = 这一事件已派给您，请签收；不归您办的，请说明理由退回。
notice-mail-check-title = 请核实：{ $number } { $category }
notice-mail-check-text = 请到现场看一看情况是否属实。
notice-mail-verify-title = 请核查：{ $number } { $category }
notice-mail-verify-text = 处置方反馈已经办好，请核查是否属实。
notice-mail-requested-title = 请答复：{ $number } { $category }
notice-mail-requested-text = 承办方申请延期或挂账。
notice-mail-decided-title = 已有答复：{ $number } { $category }
notice-mail-decided-text = 您的申请已有决定。
notice-mail-remind-title = 催办：{ $number } { $category }
notice-mail-remind-text = 时限将到，正等您办理。
notice-mail-warn-title = 时限已到：{ $number } { $category }
notice-mail-warn-text = 还没有办好，正等您办理。
notice-mail-raised-title = 升级到您：{ $number } { $category }
notice-mail-raised-text = 这一事件已升级到您这一级，承办方不变，由您督促。
notice-mail-supervised-title = 督办：{ $number } { $category }
notice-mail-supervised-text = 上级正在督办这一事件，请按要求办理。
notice-mail-tabled-title = 提交联席会议：{ $number } { $category }
notice-mail-tabled-text = 已列入下次联席会议议程。
notice-mail-whistle-title = 吹哨，请到现场：{ $number } { $category }
notice-mail-whistle-text = 请到现场，到后请报到。
notice-mail-returned-title = 退回：{ $number } { $category }
notice-mail-returned-text = 承办方已退回，等您另行派遣。
notice-mail-rework-title = 返工：{ $number } { $category }
notice-mail-rework-text = 经查看，还没有办好。
notice-mail-answered-title = 督办已有回复：{ $number } { $category }
notice-mail-answered-text = 请审看回复是否可以。
notice-mail-asked-title = 向您询问：{ $number } { $category }
notice-mail-asked-text = 办理您所报事件的人需要了解更多情况。
notice-mail-message-title = 留言：{ $number } { $category }
notice-mail-message-text = 这一事件有新留言，请到系统中查看。
notice-mail-objected-title = 异议：{ $number } { $category }
notice-mail-objected-text = 有人对办理结果或统计它的指标提出异议，请您裁定。
notice-mail-ended-title = 办理结果：{ $number } { $category }
notice-mail-ended-text = 这一事件已经了结。
notice-mail-promise-moved-title = 承诺时间变动：{ $number } { $category }
notice-mail-promise-moved-text = 工作日历或处置规则有变，承诺的办结时间随之变动。
notice-mail-alarm-title = 无人在岗：{ $number } { $category }
notice-mail-alarm-text = 岗位空缺或无人值守，事件已转交。请落实到人。
notice-mail-invited-title = 会议邀请：{ $kind } { $number }
notice-mail-invited-text = 请您参会，议程见会议页面。
notice-mail-meeting-changed-title = 会议有变：{ $kind } { $number }
notice-mail-meeting-changed-text = 会议的时间或议程有变。
notice-mail-fell-behind-title = 应开未开：{ $kind } { $number }
notice-mail-fell-behind-text = 应开的时段已经结束，会议还没有召开，仍须补开。
notice-mail-meeting-cancelled-title = 会议取消：{ $kind } { $number }
notice-mail-meeting-cancelled-text = 会议不再举行。
notice-mail-minutes-title = 会议纪要：{ $kind } { $number }
notice-mail-minutes-text = 会议纪要已可查看。
notice-mail-decision-title = 请落实会议决定：{ $number }
notice-mail-decision-text = 会议作出决定，由您落实。
notice-mail-bulletin-title = 情况通报已发布：{ $number }
notice-mail-bulletin-text = 本期情况通报已可查看。

notice-mail-digest-title = 今日消息 { $count } 条
notice-mail-digest-text = 以下是上次汇总以来不紧急的消息。
notice-mail-digest-more = ……另有 { $count } 条，见消息列表。
notice-mail-urgent = 紧急
notice-mail-again = 无人确认，第 { $times } 次通知。
notice-mail-passed = 原收件人未确认，转由您处理。
notice-mail-place = 地点：{ $place }
notice-mail-due = 时限：{ $due }
notice-mail-at = 时间：{ $at }
notice-mail-ending = 结果：{ $ending }
notice-mail-link = 查看：{ $link }
notice-mail-confirm = 请在系统中确认，否则将再次通知。
notice-mail-foot = { $city } · Gridward。收哪些消息、何时收，可在“消息”中自行设置。请勿回复本邮件。

notice-invited = 会议邀请
notice-meeting-changed = 会议变动
notice-meeting-cancelled = 会议取消
notice-fell-behind = 会议应开未开
notice-minutes = 会议纪要
notice-decision = 会议决定
notice-bulletin = 情况通报
notice-digest = 消息汇总

notice-about-special = 专题会议
notice-about-joint = 联席会议
notice-about-work = 工作例会
notice-about-consultation = 会商
notice-about-roundtable = 圆桌会议

input-each-channel-once = 每种方式只写一次。

set-up-bad-smtp-url = GRIDWARD_SMTP_URL 写法不对：应为 smtp://用户:密码@主机:587?starttls=1，或 smtps://用户:密码@主机。
set-up-bad-mail-from = GRIDWARD_MAIL_FROM 不是邮箱地址：这是发件人地址，例如 grid@example.org。
set-up-bad-chat-url = GRIDWARD_CHAT_URL 写法不对：应为 Apprise 的地址，主机之后有 { "{to}" }，代表个人账号。
set-up-bad-sms-url = GRIDWARD_SMS_URL 写法不对：应为 Apprise 的地址，主机之后有 { "{to}" }，代表个人手机号。

doctor-channel-email-well = 邮件已配置。
doctor-channel-email-ill = 邮件没有配置，不会发送。请设置 GRIDWARD_SMTP_URL 和 GRIDWARD_MAIL_FROM。
doctor-channel-chat-well = 即时消息已配置。
doctor-channel-chat-ill = 即时消息没有配置，规则要求用它发的会略过。请设置 GRIDWARD_CHAT_URL。
doctor-channel-sms-well = 短信已配置。
doctor-channel-sms-ill = 短信没有配置，规则要求用它发的会略过。请设置 GRIDWARD_SMS_URL。
doctor-channels-well = 各种发送方式可用。
doctor-channels-ill = 有一种发送方式配置有误：{ $reason }
doctor-letters-well = 没有无法送达的消息。
doctor-letters-ill = 有 { $count } 条消息被拒收或已放弃，`gridward notices dead` 可列出。
