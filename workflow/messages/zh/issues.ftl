# 通报的拟稿、审定、发布：名称、理由、消息。

bulletin-year = { $year } 年
bulletin-quarter = { $year } 年第 { $nth } 季度
bulletin-half = { $year } 年{ $nth ->
    [1] 上半年
   *[2] 下半年
}
bulletin-introduction = 引言
bulletin-recommendation = 工作建议
bulletin-commented = 说明
bulletin-comment = 说明：{ $text }
bulletin-edition = 第 { $number } 稿
bulletin-as-drawn = 到期无人审定，按编制的原样发布
bulletin-state-new = 草稿
bulletin-state-drafted = 草稿，未发布
bulletin-state-edited = 草稿，待审定
bulletin-state-approved = 已审定，待发布
bulletin-state-published = 已发布
bulletin-state-sent = 已发布
bulletin-state-withdrawn = 已撤稿
bulletin-state-superseded = 已由更正稿替代
bulletin-whole-township = 全乡镇、街道
bulletin-township-villages = 村、社区
bulletin-townships-villages = 各村、社区排名
bulletin-ranked-by-villages = 以按期结案率排名，相同的再比结案率，再比超期未结件数；并列的名次相同。本期没有应结案件的不排名。
bulletin-sheet-townships-villages = 村、社区
bulletin-promise-by-township-villages = 按村、社区
bulletin-sheet-promise-by-township-villages = 按村社区兑现

move-draw-up = 编制
move-edit = 编辑
move-hand-back = 退改
move-approve = 审定
move-issue = 发布
move-send = 印发
move-discard = 撤稿
move-correct = 更正
move-supersede = 被更正替代

subject-bulletin = 情况通报
stage-bulletin = 通报发布
stage-release = 到期自动发布
state-drafted = 草稿
state-edited = 待审定
state-approved = 待发布
state-published = 已发布
state-sent = 已印发
state-superseded = 已更正

reason-drawn-up = { $period } 的通报按期末台账编制，数据指纹 { $figures }
reason-bulletin-drawn-anew = { $period } 的通报重新编制，数据指纹 { $figures }
reason-bulletin-corrects = { $period } 的通报的更正稿，数据指纹 { $figures }
reason-bulletin-edited = 修改了文字：说明 { $comments } 处，省略 { $omitted } 节
reason-bulletin-handed-back = 第 { $count } 次退改
reason-bulletin-approved = 文字已审定
reason-bulletin-published = 审定后发布
reason-bulletin-by-itself = 审定后到期无人发布，自动发布
reason-bulletin-as-drawn = 到期无人审定，按编制的原样自动发布，不含未审定的文字
reason-bulletin-sent = 已告知读者 { $count } 人
reason-bulletin-discarded = 撤稿，另行编制
reason-bulletin-to-be-corrected = 需要更正；更正稿发布前，本期仍然有效
reason-bulletin-superseded = 由 { $by } 替代

notice-bulletin-draft = 通报草稿
notice-mail-bulletin-draft-title = { $kind ->
    [drafted] 通报草稿已编好：{ $number }
    [edited] 通报草稿请审定：{ $number }
    [handed_back] 通报草稿被退改：{ $number }
    [approved] 通报已审定，可以发布：{ $number }
    [discarded] 通报草稿已撤，另行编制：{ $number }
    [raised] 通报迟迟没有发布：{ $number }
   *[other] 通报草稿等你处理：{ $number }
}
notice-mail-bulletin-draft-text = { $kind ->
    [drafted] 可以写引言、说明和建议；数字不能改。
    [edited] 文字改好了，请审定或退改。
    [handed_back] 请按退改意见修改文字。
    [approved] 发布后会告知各位读者。
    [discarded] 新的草稿编好后会再通知你。
    [raised] 时限已过，请过问。
   *[other] 到期没有人处理的，系统按编制的原样发布。
}
guard-somebody-else-edited = 最后改文字的人不能自己审定
guard-is-not-being-corrected = 已经在更正
