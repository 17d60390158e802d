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
