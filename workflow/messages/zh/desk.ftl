# 派遣台。

suggested-grid = 按路线“{ $route }”，由事发网格自己的处置员办理
suggested-unit = 按路线“{ $route }”，派给管这一片的责任单位，有人值班的优先，近的优先
suggested-role = 按路线“{ $route }”，派给正在值班的{ $role }
suggested-substitute = 按路线“{ $route }”，派给替{ $role }代班的人
suggested-least-loaded = { $why }；几家都可以派，它手上最少
input-too-short = 每个词至少要有 { $least } 个字。
input-too-common = 写有这些词的事件太多，一时查不完：请再加一个词，或者直接输入编号。
