# 换一份日历会使哪些时限变动。

foreseen-looking = 正在计算
foreseen-shift = { $number }  { $stage }：{ $before } → { $after }
foreseen-provisional = { $number }  { $stage }：{ $before } → { $after }（暂定）
foreseen-paused = 挂账中
foreseen-uncounted = { $number }  无法计算：{ $why }
foreseen-sums = 共查看未结事件和会议 { $looked } 件：其中 { $cases } 件的时限会变动，推后 { $later } 项，提前 { $earlier } 项；{ $late_at_once } 项将立即超时，{ $late_no_more } 项不再超时；承诺时间变动需告知上报人的有 { $told } 项。没有作任何改动。
