# 规则的版本：提出、启用、退回；在办案件迁移到新版本

problem-unproved = 按这份规则，可能有事件无人处理
detail-unproved = 第 { $number } 版规则的证明有 { $count } 处不成立。请改正，或者说明为什么仍要启用。
problem-nothing-before = 没有可退回的版本
detail-nothing-before = 没有尚未退回的规则启用记录。
