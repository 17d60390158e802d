# 证明中关于值班的发现（workflow/proof/duty.py），以及有人离岗的后果。

proof-day = { $day ->
    [mon] 周一
    [tue] 周二
    [wed] 周三
    [thu] 周四
    [fri] 周五
    [sat] 周六
   *[sun] 周日
}
proof-duty-often = 30 天内有 { $times } 次，涉及 { $desks } 个岗位；首次在 { $began }。

proof-duty-late = { proof-day } { $time }，{ $grid }，{ $sought }：到 { $until } 为止无人在岗，接替的也都不在岗；{ $stage }时限（{ $budget }）到 { $due } 已经用完。下一位上岗的是{ $person }。{ proof-duty-often }
proof-duty-never = { proof-day } { $time }，{ $grid }，{ $sought }：此后两周以上无人在岗，接替的也都不在岗。{ proof-duty-often }
proof-duty-woken = { proof-day } { $time }，{ $grid }，{ $sought }：无人在岗；因为紧急，叫醒{ $person }。{ $stage }时限（{ $budget }）到 { $due } 用完时，仍然无人在岗。{ proof-duty-often }
proof-duty-unshown = { proof-day } { $time }，{ $grid }，{ $sought }：到{ $stage }时限（{ $budget }）于 { $due } 用完为止无人在岗；不过找不到会自行在这个时候送到那里的上报。{ proof-duty-often }
proof-duty-passes-up = { proof-day } { $time }，{ $grid }，{ $sought }：直到{ $stage }时限（{ $budget }）用完都不在岗，又没有值班室值守；转到上级的{ $person }。{ proof-duty-often }
proof-duty-empty = { $grid }，{ $sought }：自 { $began } 起无人任职；送到那里的转到上级的{ $person }。这样的岗位有 { $desks } 个。
proof-duty-asleep = { proof-day } { $time }，{ $grid }，{ $sought }：到 { $until } 为止无人在岗，届时{ $person }上岗；各项时限到那时还没有用完。{ proof-duty-often }

# gridward posts check（workflow/posts.py）

posts-from = 自 { $at } 起：
posts-orphan = { $place }，{ $role }：不再有人任职；送到那里的转给{ $persons }（{ $to }）。
posts-shared = { $place }，{ $role }：仍有{ $persons }任职。
posts-stands-in = { $place }，{ $role }：失去替班人。
posts-deserted = { $unit }：这个单位不再有人。
posts-ladder = 下列阶梯要通知{ $place }的{ $role }，届时无人，转到上级：{ $ladders }。
posts-ladder-end = 下列阶梯失去末端，最后一级要通知{ $place }的{ $role }，届时无人：{ $ladders }。
posts-route = 路线 { $route } 点名的网格届时不存在。
posts-hanging = 没有本岗人员接手的在办工作：任务 { $tasks } 件、核实 { $checks } 件、核查 { $verifications } 件、已认领案件 { $claims } 件、复查 { $looks } 件。
posts-sound = 没有任何损失。

input-holds-no-post = 届时其没有任何岗位。
input-several-of-that-name = 有几个人同名，请给出编号。
input-nothing-to-merge = 至少写一个并入别处的网格。
input-lies-within = { $grid } 位于将要撤销的网格之内。
input-city-stays-whole = 全市本身不合并也不拆分。
input-grid-known = 已经有编码为 { $grid } 的网格。

# 每夜的证明（workflow/works/proof.py）

notice-proof = 证明未通过
notice-mail-proof-title = 规则的证明未通过：新发现 { $count } 项
notice-mail-proof-text = 按现在的岗位和值班安排，案件可能搁置无人。查到的问题见作业列表。
