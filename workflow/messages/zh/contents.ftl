# 通报的内容：最好与最差、超期原因、重复发生的地点、督办、会议落实、封存。

bulletin-rates-caption-villages = 全乡镇、街道；每个比率都写明分子和分母。
bulletin-best-worst = 最好与最差
bulletin-best-note-township = 以按期结案率比较；本期应兑现不足 { $least } 件的乡镇、街道不比。
bulletin-best-note-village = 以按期结案率比较；本期应兑现不足 { $least } 件的村、社区不比。
bulletin-best-none = 可比的不足两个，或彼此没有差别，本期不分最好与最差。
bulletin-the-best = 最好
bulletin-the-worst = 最差
bulletin-best-one = { $place }：按期结案率 { $share }；应兑现 { $promised } 件，按期兑现 { $kept } 件，超期办结 { $late } 件，到期未结 { $missed } 件

bulletin-late-causes = 超期的原因
bulletin-late-why-none = 本期的承诺都按期兑现，期末没有超期未结的事件。
bulletin-late-why-cases = 本期没有按期兑现承诺的，加上期末超期未结的，共 { $cases } 件。
bulletin-late-why-stages = 时间用在哪些环节（一件可以有几个）：{ $stages }。
bulletin-late-why-in-sum = 各环节都没有超时、合计超过承诺的：{ $count } 件。
bulletin-late-why-open = 期末超期未结 { $count } 件，现在的承办方：{ $holders }。
bulletin-late-why-befell = 其中：{ $what }。
bulletin-late-why-with = 手中最多的：{ $who }。
bulletin-late-why-count = { $what } { $count } 件
bulletin-holder-unit = 部门单位
bulletin-holder-grid = 村、社区和网格
bulletin-holder-person = 指定的工作人员
bulletin-holder-role = 等待受理、派遣或核查的岗位
bulletin-befell-untaken = 已派出还没有人签收的
bulletin-befell-unserved = 按规则找不到可派单位的
bulletin-befell-returns = 被退回过的
bulletin-befell-reworks = 返过工的
bulletin-befell-extensions = 延过期的
bulletin-befell-suspended = 挂起中的
bulletin-befell-raised = 已升级的
bulletin-befell-tabled = 已提交联席会议的

bulletin-repeated = 重复发生的地点
bulletin-repeated-note = 本期内同一网格同一类别上报三件以上的，件数多的在前，至多列二十处。
bulletin-repeated-none = 本期没有同一网格同一类别上报三件以上的。
bulletin-sheet-repeated = 重复地点

bulletin-suggestions = 建言、心愿
bulletin-suggestions-note = 建言、心愿不计入问题的各项数字。“按期答复”是应答复中按期答复的，“采纳”是本期收到的之中已采纳的，“已办好”是采纳的之中已办好的；没有建言、心愿的地方不列。
bulletin-suggestions-none = 本期没有收到建言、心愿，也没有应答复的。
bulletin-sheet-suggestions = 建言心愿

bulletin-oversight = 督办与复查
bulletin-orders = 本期发出督办单 { $issued } 件，其中按规则自动发出 { $by_ladder } 件；答复 { $answered } 件。
bulletin-orders-ended = 认可办结 { $fulfilled } 件，解除 { $lifted } 件；期末未了结 { $open } 件，其中超期 { $late } 件。
bulletin-reminded = 本期催办过的事件 { $count } 件。
bulletin-inspected = 复查事件 { $count } 件，其中不合格 { $failed } 件。
bulletin-appeals = 超时申诉成立、予以免计的 { $count } 件。

bulletin-decided-sum = 会议决定共 { $decisions } 项：已完成 { $done } 项，超期未完成 { $late } 项，未到期 { $open } 项，已取消 { $dropped } 项。
bulletin-unheld = 到期末该开而没有开的会议 { $count } 次：
bulletin-unheld-one = { $grid } { $kind } { $number }，原定 { $at }
bulletin-unheld-more = 另有 { $count } 次。
bulletin-unheld-none = 到期末没有该开而没有开的会议。

bulletin-seals = 台账每日封存：本期 { $days } 天，已封存 { $sealed } 天（{ $first } 至 { $last }）。
bulletin-seals-last-root = 最后一天的封存根：{ $root }
bulletin-seals-root = 本期全部封存的总根：{ $root }
