# 修改规则的动议：代码的说法、每一步的缘由、消息、议程。

move-propose = 提出动议
move-leave = 留待下次会议
move-adopt = 通过
move-reject = 否决
move-take-back = 撤回动议
move-hold-back = 暂缓启用
move-insist = 坚持启用
move-switch-on = 启用

motion-draft = 正在提出
motion-proposed = 等待会议
motion-tabled = 已列入议程
motion-adopted = 已通过，尚未启用
motion-in-force = 已启用
motion-rejected = 已否决
motion-withdrawn = 已撤回

subject-motion = 动议
standing-keeper = 规则管理人

reason-motion-proposed = 提议以规则第 { $version } 版取代第 { $against } 版。
reason-motion-proof = 证明发现不通过 { $failures } 处、警告 { $warnings } 处。
reason-motion-unrehearsed = 没有推演：没有人说明它会带来什么。
reason-motion-rehearsal = 推演 { $days } 天：事件 { $cases } 件，改由他人承办 { $elsewhere } 件，超时 { $late_after } 件（原 { $late_before } 件），升级 { $escalations_after } 次（原 { $escalations_before } 次）。
reason-motion-tabled = 已列入会议 { $meeting } 议程。
reason-motion-left = 会议 { $meeting } 没有作出决定，留待下次专题会议或联席会议。
reason-motion-adopted = 经决定 { $decision } 通过；规则第 { $version } 版将以该编号启用。
reason-motion-adopted-despite = 证明有 { $failures } 处不通过，仍予通过；理由见会议纪要。
reason-motion-rejected = 会议 { $meeting } 否决；理由见会议纪要。
reason-motion-taken-back = 由规则管理人撤回。
reason-motion-dropped = 会议 { $meeting } 撤销了通过它的决定，不予启用。
reason-motion-insisted = 仍予启用，理由见所写文字。
reason-motion-in-force = 规则第 { $version } 版依决定 { $decision } 自 { $until } 起启用。
reason-motion-held-moved-on = 暂缓启用：提出时针对的是规则第 { $against } 版，其间第 { $version } 版已启用；现在启用会把它撤掉。
reason-motion-held-new-failures = 暂缓启用：今天的证明发现了会议当时不知道的 { $failures } 处不通过。
reason-motion-held-unproved = 暂缓启用：今天的证明发现可能有事件无人过问。
reason-motion-held-unreadable = 暂缓启用：规则文件已无法读取。
reason-motion-on-the-agenda = 修改规则的动议 { $motion } 列入议程。
reason-motion-carried = 动议 { $motion } 通过：第 { $decision } 项决定。
reason-motion-put-down = 动议 { $motion } 被否决。
reason-motion-not-decided = 动议 { $motion } 没有作出决定，留待下次会议。
reason-switched-on = 第 { $decision } 项决定所通过的规则已经启用，办结。

agenda-motion = 修改规则的动议 { $number }
agenda-motion-failing = 修改规则的动议 { $number }；证明不通过 { $count } 处

guard-adopts-no-motion = 所通过的规则启用后自行办结，不由人回报。

notice-motion = 修改规则的动议
notice-mail-motion-title = 修改规则的动议 { $number }：{ $kind }
notice-mail-motion-text = 证明、推演和会议决定见该动议。
notice-about-proposed = 已提出，等待会议
notice-about-tabled = 已列入议程
notice-about-adopted = 已通过
notice-about-held-back = 已通过，暂缓启用
notice-about-in-force = 已启用
notice-about-rejected = 已否决
notice-about-withdrawn = 已撤回

input-in-force-already = 这份规则已在启用（第 { $version } 版）
input-put-already = 已有动议提出这份规则（第 { $version } 版）
input-motion-not-before-this-meeting = “{ $value }”不是这次会议待议的动议
input-adopted-despite-what = 证明有不通过（{ $count } 处）：请在 despite 中写明为何仍予通过
problem-rules-invalid = 规则文件有误
detail-rules-invalid = 请按下面指出的行和列改正后再提交。

motions-none = 没有待议的动议。
motions-line = { $number }  { $at }  规则第 { $version } 版：{ $state }
motions-line-decided = { $number }  { $at }  规则第 { $version } 版：{ $state }（决定 { $decision }）
input-unknown-account = 没有以“{ $value }”登录的人

bulletin-rules = 规则变动
bulletin-switches-none = 本期没有启用其他规则。
bulletin-switched = { $at }：启用规则第 { $version } 版，取代第 { $before } 版
bulletin-switched-back = { $at }：撤回规则第 { $before } 版，第 { $version } 版恢复启用
bulletin-switched-under = 依据决定 { $decision }
bulletin-switched-despite = 证明有不通过（{ $count } 处）
bulletin-motion-proposed = 等待会议
bulletin-motion-tabled = 已列入议程
bulletin-motion-adopted = 已通过，尚未启用
bulletin-motion-held-back = 已通过，暂缓启用
bulletin-motion-in-force = 已启用
bulletin-motion-replaced = 曾启用，后被其他规则取代
bulletin-motion-rolled-back = 曾启用，后被撤回
bulletin-motion-rejected = 已否决
bulletin-motion-withdrawn = 已撤回动议
bulletin-motion-put = { $at } 提出：以规则第 { $version } 版取代第 { $against } 版。
bulletin-motion-failures = 证明有不通过 { $count } 处。
bulletin-motion-decided = 决定 { $decision }。
bulletin-motion-in-force-since = 自 { $start } 起启用。
bulletin-motion-was-in-force = { $start } 至 { $end } 启用。
bulletin-motion-unrehearsed = 没有推演，因此没有预测可与实际对照。
bulletin-change-note = “原来”和“预测”出自 { $days } 天的推演；“实际”是本期内按这份规则上报的 { $cases } 件事件的统计，其中 { $open } 件期末仍未办结，以后仍可能超时。
bulletin-change-caption = 动议 { $motion }：预测与实际
bulletin-change-measure = 指标
bulletin-change-before = 原来（推演期内的实际）
bulletin-change-predicted = 预测
bulletin-change-came = 实际
bulletin-change-a-day-cases = 每天事件数
bulletin-change-a-day-late = 每天超时事件数
bulletin-change-a-day-escalations = 每天升级次数
bulletin-change-a-case-late = 每百件中超时件数
bulletin-change-a-case-escalations = 每百件升级次数
