# 城市的第一位管理员、密码和登录。

set-up-link = 打开此链接设立管理员，只能用一次；设立之前，每次启动都会打印新链接
problem-set-up-over = 本市已经设立
detail-set-up-over = 管理员已经设立，请直接登录。
input-wrong-set-up-code = 链接打不开，或者是旧的。请用 Gridward 最近一次启动时打印的链接。
input-wrong-password = 现在的密码不对。
input-password-short = 至少 10 个字符。
input-password-plain = 太容易猜到：不同的字符太少，或者含有用户名。
input-password-same = 和现在的密码一样。
input-username-form = 用小写拉丁字母、数字、点、连字符和下划线，字母开头，2 到 63 个字符。
