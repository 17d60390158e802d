# 实时事件。
input-not-a-place = 应为收到过的事件编号，如 81204-17。
problem-too-many-streams = 打开的页面过多
detail-too-many-streams = 您打开的实时连接过多，请关闭一些页面后再试。
set-up-bad-log-level = GRIDWARD_LOG_LEVEL 应为 info、warning 或 error，而不是 { $value }。
