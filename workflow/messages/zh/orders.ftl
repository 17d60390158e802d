# 督办与催办：督办单的类型、事由、要求，催办的次数。

order-kind-late = 逾期督办
order-kind-quality = 质量督办
order-kind-complaint = 异议督办
order-kind-meeting = 会议交办
order-kind-above = 上级交办

order-why-late = “{ $stage }”时限 { $due } 已过，仍未办结，按阶梯自动督办。
order-why-quality = 曾经返工或重新立案，“{ $stage }”时限 { $due } 又过，按阶梯自动督办。
order-why-complaint = 上报人提出异议，“{ $stage }”时限 { $due } 已过，按阶梯自动督办。
order-why-meeting = 会议议定，按要求督办。
order-why-above = 上级交办，按要求督办。

order-required-late = 查明逾期原因，抓紧办结，并书面答复：为什么逾期、办到哪一步、何时办结。
order-required-quality = 查明返工原因，一次办到位，并书面答复：哪里没有办好、怎样改正、何时办结。
order-required-complaint = 核实上报人的意见，并书面答复：所反映的是否属实、怎样处理、何时办结。
order-required-meeting = 按会议决定办理，并书面答复：办理情况和结果。
order-required-above = 按上级要求办理，并书面答复：办理情况和结果。

reason-ordered-late = “{ $stage }”时限 { $due } 已过，仍未办结，因此督办。
reason-ordered-quality = 曾经返工或重新立案，“{ $stage }”时限 { $due } 又过，因此督办。
reason-ordered-complaint = 上报人提出异议，“{ $stage }”时限 { $due } 已过，因此督办。
reason-required-late = 要求：{ $due } 前查明逾期原因，抓紧办结，并书面答复。
reason-required-quality = 要求：{ $due } 前查明返工原因，一次办到位，并书面答复。
reason-required-complaint = 要求：{ $due } 前核实上报人的意见，并书面答复。
reason-required-meeting = 要求：按会议决定办理，{ $due } 前书面答复。
reason-required-above = 要求：按上级要求办理，{ $due } 前书面答复。
reason-order-raised = 督办提到{ $level }，由{ $level }审核答复。
reason-reminded-by-hand = 人工催办第 { $times } 次；有进展之前会按规则继续提醒。
reason-pressed = 第 { $count } 次催答，答复期限 { $due }。

entry-reminded-by-hand = 催办

guard-paused-since-reminded = 刚刚催办过，请过一会儿再催；没有进展时系统会自动继续提醒。
guard-paused-since-pressed = 刚刚催过答复，请过一会儿再催；到期前后系统会自动提醒。
guard-order-below-city = 已经是市级督办。
input-order-of-the-city = 乡镇只能签发本级督办；市级督办请上报市级签发。

notice-mail-supervised-order-title = 督办单（{ $order }）：{ $number } { $category }
notice-mail-supervised-order-text = { $required } 请在 { $due } 前书面答复。
notice-mail-remind-order-title = 催答督办：{ $number } { $category }
notice-mail-remind-order-text = 督办单（{ $order }）还没有答复，请在 { $due } 前书面答复。第 { $count } 次提醒。
notice-mail-remind-counted-title = 催办：{ $number } { $category }
notice-mail-remind-counted-text = 上级催办，正等您办理。已提醒 { $count } 次。

order-sheet-title = 督办单
order-sheet-number = { $number } 督字第 { $order } 号
order-sheet-case = 事件
order-sheet-place = 地点
order-sheet-kind = 类型、级别
order-sheet-issued = 签发
order-sheet-owes = 承办、答复
order-sheet-due = 答复期限
order-sheet-within = { $due }（{ $budget }内）
order-sheet-state = 状态
order-sheet-reminders = 催办
order-sheet-times = 已提醒 { $count } 次
order-sheet-ladder = 按阶梯自动签发
order-sheet-why = 督办事由
order-sheet-requirement = 督办要求
order-sheet-refusal = 退回的理由（已退回 { $count } 次）
order-sheet-answer = 答复
order-sheet-blank = （待书面答复）
order-sheet-opinion = 审核意见
order-sheet-sign = 签字：　　　　　　　　　　日期：　　　　年　　月　　日
order-sheet-erased = （文字已按期清除）
order-sheet-foot = 本单按 { $number } 的记录于 { $at } 生成，以系统中的记录为准。
