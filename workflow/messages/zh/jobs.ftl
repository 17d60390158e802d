# 作业：事件之外到期要做的事。

problem-job-held = 现在不能执行
detail-job-held = 只有失败的，或正等待重试的作业，才能再次执行；这个作业正在执行或已经完成。
detail-parts-failed = { $parts } 个部分中有 { $failed } 个失败，其余已完成；稍后重试。
detail-lease-lost = 该作业已由别的进程接手。
input-unknown-job = 没有这种作业：{ $kind }。
input-no-night = “{ $value }”不是日期，应如 { $today }。
input-not-begun = { $value } 还没有到期，{ $earliest } 以后才能执行。
input-day-not-ended = { $value } 还没有结束，{ $earliest } 起才能统计。
input-no-scope = 这种作业不分范围，不能写“{ $value }”。
input-foreign-scope = 范围“{ $value }”不属于本市；可以不写，或写 { $scope }。
