# 路线与条件。

problem-no-route = 规则中没有适合的路线
detail-no-route = 现行规则没有一条路线接得住这个案件，请数据中心补一条。什么也没有保存。
attribute-season = 季节
wanted-not = 不是{ $wanted }
