# 巡查：代码的说法，每一步的理由，消息，输入和文件的问题。

move-add = 设巡查点
move-shift = 变更巡查点
move-retire = 撤销巡查点
move-miss = 逾期未查
move-check-off = 无异常
move-find = 发现问题
move-waive = 本次免查
move-start = 发起专项排查
move-call-off = 中止专项排查
move-conclude = 专项排查结束

subject-patrol = 巡查任务
subject-spot = 巡查点
subject-campaign = 专项排查

patrol-due = 待查
patrol-missed = 逾期未查
patrol-done = 无异常
patrol-found = 发现问题
patrol-dropped = 免查
spot-draft = 录入中
spot-standing = 在册
spot-ended = 已撤销
campaign-draft = 拟定中
campaign-running = 进行中
campaign-ended = 已结束
campaign-called-off = 已中止

stage-patrol = 巡查
stage-campaign-patrol = 专项排查
stage-campaign = 专项排查截止

reason-spot-added = 需要巡查的{ $spot }。
reason-spot-shifted = 原在 { $before }。
reason-spot-changed = 位置没有变。
reason-spot-retired = 巡查点已撤销，不再巡查。
reason-patrol-regridded = 现在位于 { $grid }，原在 { $before }。
reason-patrol-planned = 规则要求每 { $every } 查一次（“{ $template }”）。
reason-patrol-of-campaign = 专项排查 { $campaign } 要求查。
reason-patrol-nobody-posted = 那里没有{ $sought }，由该处的{ $role }去查。
reason-patrol-missed = 到 { $due } 没有人查。
reason-patrol-done = 已查，无异常。
reason-patrol-late = 已查，但过了时限。
reason-patrol-found = 发现的问题已上报，编号 { $number }。
reason-patrol-waived = 管理巡查点的人说明本次不必查，理由见所写内容。
reason-campaign-started = 在 { $until } 以前查完这些种类：{ $kinds }。
reason-campaign-called-off = 专项排查已中止。
reason-campaign-ended = 到期；还没有查的：{ $count }。
reason-found-by-patrol = 巡查 { $number } 发现。

notice-patrol = 巡查任务
notice-mail-patrol-title = 巡查：{ $kind }
notice-mail-patrol-text = { $spot }：{ $kind }。全部任务见巡查清单。
notice-campaign = 专项排查
notice-mail-campaign-title = 专项排查 { $number }：{ $kind }
notice-mail-campaign-text = 还没有查的：{ $count }。各乡镇的进度见专项排查页。
notice-about-patrol-due = 快到期
notice-about-patrol-missed = 逾期未查
notice-about-patrol-climbs = 辖区内有逾期未查的
notice-about-campaign-started = 已发起
notice-about-campaign-called-off = 已中止
notice-about-campaign-ended = 已结束

input-unknown-spot-kind = 规则里没有这种巡查对象。
input-unknown-campaign = 没有这项专项排查。
input-unknown-state = 没有这种状态。
input-too-soon = 至少在一小时以后。
input-too-far = 最多在一年以内。
input-not-csv = 第 { $line } 行：不是有 kind、name、grid、lat、lon 各列的表格。
input-column-unknown = 这里没有“{ $value }”这一列；各列是 kind、name、grid、lat、lon。
input-column-missing = 缺少“{ $value }”这一列。
input-row = 第 { $line } 行，{ $column }：{ $why }
input-too-many-rows = 一次最多 { $most } 行。
input-needed = 没有填写。
input-twice = 与第 { $first } 行相同。
input-no-number = 不是度数。

rules-unknown-spot-kind = `patrols.kinds` 里没有“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-work-days = “{ $seen }”不是工作日数；是不是想写“{ $nearest }”？
rules-budget-below-cadence = “{ $seen }”比间隔 { $every } 短：还没到该查的时候就算逾期了

patrols-entered = 已录入 { $count } 个巡查点。
patrols-made = 已生成 { $count } 项巡查任务。
patrols-none = { $file } 没有录入任何内容：

work-patrols = 生成巡查任务

proof-patrol-which = { $of ->
    [campaign] 专项排查
   *[template] 巡查“{ $template }”
  }
proof-patrol-no-timer = { proof-patrol-which }：没有人查的任务{ $state }，却没有任何计时。
proof-patrol-refused = { proof-patrol-which }：任务{ $state }，计时到点，接下来该做的不被允许。
proof-patrol-undone = 巡查任务：{ $state }时，没有人可以“{ $move }”。
proof-patrol-below-top = { proof-patrol-which }：阶梯 { $ladder } 不通知市级任何人，逾期未查的停在下面。
proof-patrol-to-nobody = { proof-patrol-which }：从 { $began } 起，{ $grid }有逾期未查的，市级没有人会得到通知。
proof-patrol-rung-to-nobody = { proof-patrol-which }：阶梯 { $ladder } 第 { $rung } 级只通知上报人，而巡查没有上报人。
proof-patrol-doer-untold = { proof-patrol-which }：阶梯 { $ladder } 从不通知该去查的人。
proof-patrol-climbs-late = { proof-patrol-which }：按阶梯 { $ladder }，市级要到下一次（间隔 { $every }）也该逾期时，才得知上一次没有查。
proof-patrol-on-no-list = { proof-patrol-which }：{ $grid }等 { $places } 处既没有网格信息员，也没有处置员。那里的巡查点不在任何人的清单上，只能等乡镇督查员。

example-look = { $at }，{ $grid }的一处{ $spot }该查了（{ $of ->
    [campaign] 专项排查
   *[template] 巡查“{ $template }”
  }）。没有人去查。
example-lies-patrol-no-timer = 到 { $until }，它{ $state }，没有任何计时，也没有东西提醒任何人。
example-lies-patrol-refused = 这时阶梯的一级到点，该做的不被允许；它一直{ $state }。
example-lies-patrol-nobody-told = 到 { $until }，它{ $state }；阶梯有一级到了点，却没有通知任何人。
example-lies-patrol-below-top = 到 { $until }，它{ $state }；阶梯已经走完，市里还是没有人得到通知。

key-file-patrols = 巡查什么：对象的种类、间隔、由谁查
key-patrols-ladder = 没有自己阶梯的巡查和专项排查用的阶梯
key-patrols-kinds = 实物和隐患的种类，各有发现问题时预填的类别
key-patrols-templates = 日常巡查
key-spots-finding = 发现问题时预填的类别
key-template-kind = 对象的种类
key-template-every = 上次查过以后隔多少工作日
key-template-budget = 多少工作日没查算逾期；不写就是间隔
key-template-who = 由该处哪个岗位查
key-template-look = 看什么，一行一条
key-template-ladder = 逾期未查时的阶梯
key-template-finding = 发现问题时预填的类别
