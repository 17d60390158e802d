# 办结后的复查，以及超时申诉的两次审核。

rules-sample-twice = 抽查类别“{ $seen }”重名了
rules-sample-bounds = 抽查类别“{ $seen }”至少抽 { $least } 件，却至多只抽 { $most } 件

key-file-inspections = 办结的案件抽哪些再看一次，多久抽一回。
key-inspections-every = 每周或每月，从这一期办结的里面抽。
key-inspections-samples = 一件案件归它符合的第一类。
key-sample-category = 类别或大类，如 06*；不写就是全部。
key-sample-unit = 由哪类单位办的；不写就是全部，村（社区）办的也算。
key-sample-closed = 怎么结案的：verified、unverified 或 timed_out。
key-sample-severity = 1（最重）到 4。
key-sample-share = 每个乡镇抽其中多少，向上取整。
key-sample-at-least = 每个乡镇至少抽几件（有那么多的话）。
key-sample-at-most = 每个乡镇至多抽几件。

move-inspect = 抽查复看
move-send-to-look = 派人复查
move-still-good = 还是好的
move-not-good = 没有修好
move-fall-away = 复查作罢
subject-inspection = 复查
inspection-drawn = 已抽中，还没派人
inspection-looking = 正在复查
inspection-passed = 还是好的
inspection-failed = 没有修好
inspection-void = 已作罢
guard-is-of-lateness = 只有超时申诉由两名复核人审核。
guard-did-not-second = 这件申诉您已作第一次复核，由另一名复核人决定。
guard-is-a-problem = 建议和心愿不复查：答复够不够，由提出的人说。
guard-not-inspected = 这次办结已经复查过，或正在复查。
guard-looks-afresh = 上报、办理、核实或办结过这件事的人不再复查，请另派人。
guard-is-of-the-ending = 超时申诉要两名复核人都同意才成立。
objection-seconded = 第一位审核人同意，等第二位
stage-inspection = 复查
standing-inspector = 复查人
notice-inspection = 一次复查
notice-inspected = 复查结果

reason-drawn-by-lot = { $period } 按签抽中（{ $sample }）：{ $count } 件里的第 { $lot } 签，抽前 { $size } 签。
reason-sent-by-hand = 乡镇指定复查。
reason-sent-to-look = 派 { $person } 去复查。
reason-nobody-to-look = 没有与此案无关的信息员可派：由乡镇督查员派人，或自己去看。
reason-still-good = 复查：还是好的。
reason-not-good = 复查：没有修好，计为返工。
reason-seconded = 两位审核人中的第一位同意；第二位在{ $level }。

entry-inspect = 安排了复查
entry-send-to-look = 派 { $person } 去复查
entry-still-good = 复查，还是好的
entry-not-good = 复查，没有修好，案件重新立案
entry-drawn = 抽中复查
entry-seconded = 同意申诉，由第二位审核人决定

notice-mail-inspection-title = 请再去看一次：{ $number } { $category }
notice-mail-inspection-text = 案件已经办结，请去看看是不是还好，或者派人去看。
notice-mail-inspected-title = 复查结果：{ $number } { $category }
notice-mail-inspected-text = 复查发现没有修好，案件已重新立案。

input-no-inspection-period = “{ $value }”不是规则里的周期（{ $every }）：按月写 2026-10，按周写 2026-W43。
input-no-inspections = 现行规则不抽查办结的案件。
job-inspection = 抽查复看

inspection-why-lot = { $period } 抽中（{ $sample } 第 { $lot } 签）
inspection-why-by-hand = 指定复查
inspection-why-low-lot = { $period } 抽中（{ $sample }）：它的签 { $lot } 在 { $count } 件里最小的 { $size } 件之内。
inspection-why-high-lot = { $period } 没有抽中（{ $sample }）：{ $count } 件里抽签最小的 { $size } 件，它的签 { $lot } 更大。
inspection-why-fits-none = { $period } 没有抽中：它不属于任何一类抽查。
inspection-why-not-closed = 还没有结案，不在抽查里。
inspection-why-not-drawn-yet = { $period } 办结的在 { $due } 抽。
inspection-why-no-draw = 现行规则不抽查办结的案件。
