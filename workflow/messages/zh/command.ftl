# 命令行对安装情况的说明。

set-up-port-taken = { $host }:{ $port } 已被占用。请先停掉它，或把 GRIDWARD_PORT 设为空闲端口。
set-up-bad-port = GRIDWARD_PORT 是“{ $value }”：应为 1 到 65535 的数字。
set-up-database-unreachable = 连不上数据库（{ $reason }）。请检查 GRIDWARD_DATABASE_URL，以及数据库是否在运行。
set-up-database-too-old = 数据库是 PostgreSQL { $version }，需要 15 或更新的版本。
set-up-other-city = 数据目录 { $data } 里是{ $city }（{ $root }）。一个数据目录只放一座城市：另一座请用 GRIDWARD_DATA 指定别的目录。
set-up-no-city = { $data } 里还没有城市：请运行 `gridward seed` 或 `make run`。
set-up-file-missing = 没有文件 { $file }。
set-up-file-unreadable = 读不了 { $file }：没有这个文件，或者不是 UTF-8 编码的文本。
set-up-keys-unreadable = 读不了 { $folder } 里的密钥。请放回本城市最初的密钥，否则加密内容无法读取。

doctor-port-well = 端口 { $host }:{ $port } 空闲。
doctor-port-ill = { $host }:{ $port } 被别的程序占用。请先停掉它，或把 GRIDWARD_PORT 设为空闲端口。
doctor-serving-well = Gridward 正在 { $host }:{ $port } 服务。
doctor-folder-well = 数据目录 { $data } 可以写入。
doctor-folder-ill = 数据目录 { $data } 不能写入：属于别的用户，或磁盘已满。
doctor-rules-well = { $file } 中的规则可用。
doctor-rules-ill = { $file } 中的规则不可用（{ $reason }）。请用 `gridward rules check` 查看问题。
doctor-calendar-well = { $year } 年的工作日历已有。
doctor-calendar-ill = { $year } 年的工作日历尚未公布：跨入该年的时限暂按周一至周五推算。
doctor-database-well = 数据库可用。
doctor-database-ill = 数据库不可用：{ $reason }
doctor-version-well = PostgreSQL { $version }。
doctor-version-ill = PostgreSQL { $version } 太旧：需要 15 或更新的版本。
doctor-migrated-well = 数据表是最新的（{ $head }）。
doctor-migrated-ill = 数据表是 { $current }，本版本需要 { $head }：请运行 `gridward migrate`。
doctor-seeded-well = 城市是{ $city }。
doctor-seeded-ill = 还没有城市：请运行 `gridward seed` 或 `make run`。
doctor-clock-well = 时钟正在运行。
doctor-clock-ill = 没有时钟在运行：什么都不会到期。请启动 `gridward clock` 或 `make run`。
doctor-watched-well = 每个未结事件都有时限在走。
doctor-watched-ill = 有 { $count } 个未结事件没有时限在走。

# What the sign-ins that `gridward up` prints are for, by what they begin with
sign-in-admin = 管理：人员、岗位、网格
sign-in-centre = 数据中心：规则、日历、会议、记录
sign-in-chief = 值班长：排班、请假
sign-in-dispatcher = 派遣员：受理、派遣、核查
sign-in-dispatcher2 = 另一班派遣员
sign-in-duty = 值班台：夜间与休息日
sign-in-handler = 村（社区）处置员
sign-in-informant = 信息员：上报、核实
sign-in-intake = 受理员：登记群众来电
sign-in-supervisor = 市级督查员：督办、主持会议
sign-in-unit = 责任单位
