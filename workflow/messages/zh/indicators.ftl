# 历时指标。

input-whole-townships = 历时指标按乡镇（街道）统计，请选全市或一个乡镇（街道）。
input-turned-round = 结束日期早于开始日期。
input-too-much-behind = 这个数字涉及的事件太多，一时查不完：请缩短日期。
input-too-many-periods = 时段太多，最多 { $most } 个：请加大步长或缩短日期。
input-too-many-years = 日期太长，最多 { $most } 年。
input-year-range = 日期只能从 { $least } 到 { $most }。
input-objected-already = 对这个指标已经提出过异议。
input-not-counted = 对这类对象不统计该项。
