# 状态机、催办阶梯与时限的证明所发现的问题。$state、$stage 是名称；$promise、$first、$close 是时长；$stages、$ladders、$moves 照写。

proof-counter = { $counter ->
    [returns] 退回
    [taken_back] 改派
    [extensions] 延期
    [suspensions] 挂账
    [reworks] 返工
    [reopens] 重新立案
    [hand_downs] 下派
    [refusals] 退回督办回复
    [objections] 异议
   *[other] 任务
}
proof-no-timer = 事件处于“{ $state }”时没有任何计时在走：没有什么会催办它。
proof-timer-refused = 事件处于“{ $state }”；计时到点后本应自动进行的动作不被允许。
proof-never-closed = 处于“{ $state }”的事件可能再也无法结案：谁做什么都不行。
proof-uncapped = { proof-counter }虽有上限，却可以无休止地进行；此时事件处于“{ $state }”。
proof-goes-round = 处于“{ $state }”的事件可以无休止地循环，每一圈都重新计时（{ $moves }）。
proof-not-taken = 上报根本无法受理：本应自动进行的下一步被拦住（{ $guard }）。
proof-end-without-reason = 事件可以“{ $state }”而没有任何理由。
proof-end-without-objection = 事件“{ $state }”后，上报人无法提出异议。
proof-objection-unheard = 对“{ $state }”的异议没有人能够支持，或没有人能够驳回。
proof-below-top = 路线 { $route }：无人处理时，处于“{ $state }”的事件永远到不了市级。阶梯：{ $ladders }。
proof-ladder-stays-below = 阶梯 { $ladder }（{ $stage }）从不通知市级（路线 { $route } 等）；这类事件只有靠承诺时限的阶梯才能到市级。
proof-rung-to-nobody = 阶梯 { $ladder } 第 { $rung } 级：用于“{ $stage }”时可能谁也不通知（路线 { $route } 等）。要通知的人未必有：上报人可能没有留名，值班室在上班时间不值守，派遣之前还没有承办人。请再加一个通知对象。
proof-nobody-above = 自 { $began } 起，市级监督、数据中心和值班室都无人任职：任何阶梯的顶端都没有人。
proof-promise-too-short = 路线 { $route }：各环节都按时（{ $stages }），承诺时限（{ $promise }）仍会先到；例如 { $began } 上报的事件。
proof-closes-too-soon = 路线 { $route }：事件在反馈 { $close } 后自动结案，而核查人还一次都没有被提醒（{ $first } 后才提醒）；例如 { $began } 反馈的事件。
proof-year-unknown = 路线 { $route }：30 天内开始的时限（{ $budget }）会跨入 { $year } 年，该年节假日尚未公布。到期时间是暂定的，公布后会变动。
