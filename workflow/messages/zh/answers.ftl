# 对会议通知的答复。

problem-not-asked = 现在不能答复
detail-not-asked = 会议没有通知、已经开始或者已经取消，不再收答复。
problem-another-date = 会议时间已改
detail-another-date = 您看到的是改期前的时间。请按新的时间再答复一次。

feed-name = { $city }网格：我的会议、期限和值班
feed-decision = 会议决定 { $number } 到期
feed-shift = 值班：{ $place } { $role }

set-up-bad-mail-replies = 收答复的邮箱不能用：{ $value }。GRIDWARD_MAIL_REPLIES 写一个邮箱地址，@ 前最多 31 个字符；设了 GRIDWARD_MAIL_IN 就必须写。
