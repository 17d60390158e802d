# 路线与条件。

problem-no-route = 规则中没有适合的路线
detail-no-route = 现行规则没有一条路线接得住这个案件，请数据中心补一条。什么也没有保存。
attribute-season = 季节
wanted-not = 不是{ $wanted }
input-rules-no-group = 目录中没有 { $value } 所属的大类（编码应以大类的编码开头）。
input-rules-no-place = 文件里没有 { $value } 所在的路线或部分。
input-rules-there-already = 文件里已经有 { $value }；请改用 set。
input-rules-no-yaml = 文件无法按 YAML 读取；gridward rules check 会指出在哪里。
