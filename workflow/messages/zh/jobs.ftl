# 作业：事件之外到期要做的事。

problem-job-held = 现在不能执行
detail-job-held = 只有失败的，或正等待重试的作业，才能再次执行；这个作业正在执行或已经完成。
detail-parts-failed = { $parts } 个部分中有 { $failed } 个失败，其余已完成；稍后重试。
detail-lease-lost = 该作业已由别的进程接手。
input-unknown-job = 没有这种作业：{ $kind }。
