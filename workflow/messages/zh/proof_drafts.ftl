# 校验对情况通报的发现，以及没人审定的草稿会怎样搁下

proof-bulletin-none = 没有{ $length ->
    [month] 月度
    [quarter] 季度
   *[year] 年度
  }通报。
proof-bulletin-unowed = { $period } 的通报不会正好编制一次，这样的共 { $times } 期。
proof-draft-overtaken = { $period } 的草稿可以等 { $budget }，而下一期同类通报在此之前就编制了。
proof-draft-no-timer = { $period } 的通报处于“{ $state }”，却没有任何时钟在走（{ $grid }，共 { $places } 处）。
proof-draft-refused = { $period } 的通报处于“{ $state }”，时钟响了，接下来该做的却不允许（{ $grid }，共 { $places } 处）。
proof-draft-nobody-told = { $period } 的草稿等着，而被通知的人这段时间里没有一个在岗（{ $grid }，共 { $places } 处）。
proof-draft-below-top = { $period } 的草稿没人审定就不发布，而市级始终不知道没人审定（{ $grid }，共 { $places } 处）。
proof-draft-not-out = { $period } 的草稿本应到时自动发布，却仍处于“{ $state }”（{ $grid }，共 { $places } 处）。
proof-draft-unapproved = { $period } 的通报会带着没人审定的文字发布（{ $grid }，共 { $places } 处）。
proof-draft-unwritten = { $period } 的草稿编制出来时，没有人可以为它写文字（{ $grid }，共 { $places } 处）。
proof-draft-of-one-hand = 为 { $period } 的草稿写文字的人，是唯一能审定它的人，而自己写的不能自己审定（{ $grid }，共 { $places } 处）。

example-draft = { $at }：编制 { $period } 的情况通报（{ $grid }）。
example-lies-draft-no-timer = 到 { $until }，它处于“{ $state }”，没有时钟在走：不会有任何提醒。
example-lies-draft-refused = 这时时钟响了，接下来该做的却不允许；它仍处于“{ $state }”。
example-lies-draft-nobody-told = 到 { $until }，它处于“{ $state }”；被通知的人此前没有一个在岗。
example-lies-draft-below-top = 到 { $until }，它处于“{ $state }”；阶梯已经走到头，市级仍没有得到通知。
example-lies-draft-not-out = 到 { $until }，它仍处于“{ $state }”，而它的时限早已过去。
example-lies-draft-unapproved = 到 { $until }，它处于“{ $state }”，带着没人审定的文字。
