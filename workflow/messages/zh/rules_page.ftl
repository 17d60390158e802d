# 在页面上修改规则

problem-draft-elsewhere = 草稿在别处改过了
detail-draft-elsewhere = 您在另一个窗口改过这份草稿。可以重新载入后接着改，也可以用这里的内容替换它。

example-report = { $at }，{ $grid }有人上报“{ $category }”（{ $severity }，来源：{ $source }）。
example-act = { $at }：{ $by }{ $move }。
example-somebody = 另有人就同一问题
example-reporter = 上报人
example-system = 规则自动
example-lies-no-route = 没有一条路线适用。
example-lies-refused = 此后应由规则自动办理，但这一步不被允许；案件停在“{ $state }”。
example-lies-rung-refused = 此后阶梯的一级到期，但它要做的不被允许；到{ $until }案件仍是“{ $state }”。
example-lies-no-timer = 到{ $until }案件是“{ $state }”，没有任何时限在走，不会提醒任何人。
example-lies-nobody-told = 到{ $until }案件是“{ $state }”；阶梯的一级已到期，却没有通知到任何人。
example-lies-no-receiver = 到{ $until }案件是“{ $state }”，没有可派的承办方。
example-lies-asleep = 到{ $until }案件是“{ $state }”，应办的人不在岗，也一直没有人被通知。
example-lies-below-top = 到{ $until }案件是“{ $state }”，一直没有人办，市级也没有被通知。
example-lies-promise-first = 到{ $until }承诺时限已过，而各环节都还没有超时。
example-lies-closed-first = 到{ $until }案件自动结案，核查人还一次都没有被提醒。
example-lies-elsewhere = 到{ $until }案件是“{ $state }”，承办方不是规则想要的那一个。
example-lies-round = 到{ $until }案件又回到“{ $state }”，和先前一样，可以这样无限循环。
example-lies-no-end = 到{ $until }案件是“{ $state }”，任何人都无法使它结束。
example-lies-no-objection = 到{ $until }案件是“{ $state }”，上报人无法提出异议。
example-lies-no-reason = 到{ $until }案件是“{ $state }”，没有记下任何原因。
example-lies-unheard = 到{ $until }有一件异议没有人能裁定。
