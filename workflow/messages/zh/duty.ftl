# 值班：谁在班，叫醒了谁。

reason-woken = 情况紧急，值班室无人，已叫醒不在班的 { $count } 人（{ $sought }）。
why-woken = { $persons }不在班，因情况紧急已即时叫醒。
