# 值班：谁在班，叫醒了谁。

reason-woken = 情况紧急，值班台无人，已叫醒不在班的 { $count } 人（{ $sought }）。
why-woken = { $persons }不在班，因情况紧急已即时叫醒。

input-unknown-post = 没有这个岗位，或者岗位已经结束。
input-unknown-line = 值班表里没有这一行。
input-not-a-day = 不是日期，应如 2026-11-20。
input-exactly-one-of-grid-and-unit = 网格和单位，只填一个。
input-exactly-one-of-leave-and-swap = 请假和换班，只填一个。
input-day-has-gone = 这一天已经过去，值班表只能从今天改起。
input-too-far-ahead = 最多 { $days } 天。
input-ends-before-it-begins = 结束日早于开始日。
input-ends-before-that = 它在那之前已经结束。
input-no-post-then = 那几天没有任职。
input-shift-overlaps = 该岗位在这些时段已有班次。
input-leave-overlaps = 其中几天已经请过假。
input-not-a-shift = 这一行不是本人的班次。
input-not-a-leave = 这一行不是请假。
input-no-shift-then = 这个班次当天不开始。
input-shift-is-over = 这个班次已经结束，或者届时岗位已经到期。
input-swapped-already = 这个班次已经换给别人。
input-on-duty-then = 其本人届时在同一值班岗上，换了就由两人变成一人。
input-on-leave-then = 其中几天对方请了假。
input-stands-in-for-themselves = 这是其本人的岗位，不能自己顶自己。
input-no-post-that-could-act = 对方没有能够顶替的岗位：单位岗位须同一单位；督查员、数据中心、管理员须同一角色；其他岗位须全程在本网格或其上级任同一角色，或在本地、上级、同一乡镇任工作人员；值班长只由其所带值班台或上级顶替。
input-works-elsewhere = 对方不在你的辖区任职，也不在服务该辖区的单位；可由上一级的值班管理人指定。
input-line-has-begun = 这一行已经开始，只能终止，不能删除。
input-no-surge-role = 突击队只能是网格的处置员、受理员、派遣员、值班员、信息员，或单位的人员。
input-surge-too-long = 突击队最多 { $days } 天。
input-surge-known = 那里已有同名的突击队。
input-no-such-surge = 那里没有这个名称的突击队。
input-asked-already = 你已提出同样的申请，正在等待答复。
input-too-much-asked = 你已有 { $most } 项申请在等待答复。
guard-request-answered = 这项申请已经答复。
guard-request-lapsed = 首日已过，申请已失效，可重新申请。
guard-hand-over-acknowledged = 这份交接已由他人签收。

duty-on = { $place }{ $role }：{ $persons }
duty-off = { $place }{ $role }：{ $next } 前无人在班，其间由{ $persons }接
duty-wakes = （紧急情况叫醒{ $persons }）
