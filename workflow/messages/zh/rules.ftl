# 规则文件可能出现的问题。$seen 是文件里写的内容，$nearest 是可能想写的名称。

rules-invalid = { $file } 无法使用：有 { $count } 处问题
rules-more = 从这里起还有 { $count } 处问题

# 文本
rules-empty-file = 文件是空的；需要 territory、calendar、catalogue、units、routes、ladders、limits、meetings、notices、retention 各节
rules-too-large = 文件有 { $seen } 个字符，最多读 { $most } 个
rules-bad-character = 字符 { $seen } 不应出现在文本文件里；请把文件存为纯文本 UTF-8
rules-full-width = “{ $seen }”是全角字符；规则里的标点用半角 : , [ ] {"{"} {"}"} " # 和普通空格
rules-yaml = 这里无法按 YAML 读取（{ $seen }）
rules-yaml-tab = 这里有制表符（Tab）；缩进只用空格
rules-yaml-colon = 一个值里出现了第二个“: ”，或这一行缩进过多；含“: ”的文字要加引号
rules-yaml-unclosed = 从这里开始的括号或引号没有结束
rules-yaml-quotes = 以这种符号开头的值要加引号，例如 ">=3"
rules-yaml-no-colon = 键后面要有冒号和一个空格，例如“to: grid”
rules-yaml-indent = 这一行与上面各行不合：缩进不同，或把列表与键值混在一起
rules-one-document = 这里开始了第二个文档；规则文件只有一个文档，各部分之间不写“---”
rules-too-deep = 嵌套超过 { $seen } 层
rules-key-not-text = 键只能是一个词，不能是列表或映射
rules-no-anchors = { $seen } 是 YAML 的锚点或引用；请把值写全。一组类别的星号写在最后，例如 06*
rules-no-directives = 以“%”开头的行是 YAML 指令（{ $seen }），在这里没有意义，请删去
rules-no-tags = YAML 标签 { $seen } 在这里没有意义，请删去
rules-duplicate-key = “{ $key }”在这里重复；第一次在第 { $first } 行
rules-empty-value = “{ $key }”没有值；请写上，或删去这个键

# 结构
rules-not-a-mapping = “{ $key }”应是若干键和值
rules-not-a-list = “{ $key }”应是列表；请写成 { $seen ->
    [blank] [ … ] 的形式
   *[other] [{ $seen }]
  }
rules-not-text = 这里应是单个值，不能是列表或映射
rules-empty-list = “{ $key }”至少要有一项
rules-unknown-key = 这里没有“{ $seen }”这个键；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-unknown-condition = 规则不能看“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 只能看：{ $known }，可用 all、any、not 组合，不能看与人有关的任何内容
  }
rules-no-receiver = 这条路线没有写案件给谁：请写“to”，例如“to: grid”，或“to: unit”加单位种类
rules-missing-key = 这里缺少“{ $key }”

# 单个值
rules-text-length = 应是 1 至 { $most } 个字的文字
rules-name = “{ $seen }”不能作名称；名称由文字、数字、“_”“-”“.”组成，最多 60 个，以文字或数字开头
rules-code = “{ $seen }”不能作编码；编码由字母、数字、“_”“-”“.”组成，最多 40 个
rules-prefix = “{ $seen }”不能作前缀；应是 1 至 4 个大写字母，例如 GY
rules-number = 应是 { $low } 至 { $high } 的整数，不能是“{ $seen }”
rules-flag = 应是 true（是）或 false（否），不能是“{ $seen }”
rules-budget = “{ $seen }”不是时限；{ $near ->
    [yes] 是不是想写“{ $nearest }”？15m、4h、2d 连续计时，30wm、8wh、3wd 按工作时间，5sd 按法定日
   *[no] 应是整数加单位：15m、4h、2d 连续计时，30wm、8wh、3wd 按工作时间，5sd 按法定日
  }
rules-budget-long = “{ $seen }”太长；最多 { $most }
rules-budget-runs = “{ $seen }”按工作时间计；这里应连续计时，是不是想写“{ $nearest }”？
rules-workday = “{ $seen }”不是一个工作日的长度；应写工作小时或工作分钟，例如 8wh 或 450wm
rules-share = “{ $seen }”不是比例；应是大于 0%、不超过 100% 的百分数，例如 80%
rules-span = “{ $seen }”不是一天中的时段；应是两个不同的时刻，例如 22:00-06:00
rules-hours-over-midnight = “{ $seen }”结束早于开始；工作时段在同一天之内，例如 08:00-12:00
rules-moment = “{ $seen }”不是时刻；应写成 17:30 这样
rules-day = “{ $seen }”不是日期；应写月和日，例如 06-01
rules-season = “{ $seen }”不是季节；应写第一天和最后一天，例如 06-01..09-30
rules-at-least = “{ $seen }”不是最少次数；应加引号写成 ">=3" 这样
rules-timezone = “{ $seen }”不是时区；应写成 Asia/Shanghai 这样
rules-choice = 这里不能写“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-kind-not-thing = “{ $seen }”不是地点的种类；地点按实物分类，不按使用者分类。{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }

# 提到的名称必须存在
rules-unknown-category = 目录中没有类别“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 应写编码（如 06010）或一组（如 06*）
  }
rules-older-category = { $seen } 是旧标准的编码；请写 { $key }
rules-unknown-unit = units 中没有单位种类“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-unknown-role = “{ $seen }”不能接收案件；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-receiver = “{ $seen }”不是接收者；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 应写“grid”（网格处置员）、“unit 单位种类”，或“role 角色 level 级别”，例如“role duty level 2”
  }
rules-unknown-ladder = ladders 中没有阶梯“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-unknown-conditions = conditions 中没有“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-unknown-filing = 目录中没有立案条件“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-unknown-closing = 目录中没有结案条件“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-unknown-grid-kind = territory 中没有网格种类“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }
rules-unknown-special-kind = territory 中没有特色网格种类“{ $seen }”；{ $near ->
    [yes] 是不是想写“{ $nearest }”？
   *[no] 可以写：{ $known }
  }

# 整个文件
rules-no-tier = 没有哪一层对应 { $level } 级网格；市（1）、乡镇（2）、村（3）各需要一层
rules-season-days = 季节要么同时写“from”和“to”，要么都不写
rules-hours-order = 工作时段应依次排列：这里有重叠或次序颠倒
rules-day-without-hours = { $day } 没有工作时段；请在最后写一个不带“from”和“to”的季节
rules-workday-needed = 各季节的工作日长短不同，请用“workday”写明一个工作日多长，例如 8wh
rules-code-twice = 编码 { $seen } 在这里重复；第一次在第 { $first } 行
rules-older-taken = 由此推出的旧编码 { $seen } 已是另一类别的编码
rules-group-prefix = 大类 { $seen } 应以所属目录的前缀 { $prefix } 开头
rules-category-group = 类别 { $seen } 应以所属大类的编码 { $group } 开头，后面再加数字
rules-route-twice = 路线名“{ $seen }”重复；第一次在第 { $first } 行
rules-not-total = 有案件不符合任何一条路线：{ $case }；最后写一条没有“when”的，或者写明这样的案件归谁
rules-shadowed = 没有案件轮得到路线“{ $seen }”：前面的 { $by }（第 { $first } 行）已把它要的全部接走
rules-catch-all-early = 这条路线接住所有案件，后面的路线永远轮不到；只有最后一条不写“when”
rules-conditions-round = “{ $seen }”所说的又绕回“{ $seen }”自己
rules-too-many-ways = 符合的情形超过 { $most } 种；请分成几条路线
rules-never = 没有案件能符合：这些条件互相排斥
rules-ladder-falls = 这一级不晚于上一级
rules-ladder-mixes = 同一阶梯里的 { $seen } 与 { $first } 无法排出先后：到期之后要么都连续计时，要么都按工作时间
rules-ladder-silent = 最后一级必须重复：请写“every”，例如 1wd，走着的时钟才不会没有声音
rules-ladder-level = 这次升级没有升高：升到 { $seen } 级，而前面已升到 { $first } 级
rules-repeat-early = 只有最后一级重复；请删去这里的“every”
rules-rung-when = 每一级要么写“at”（时限的比例，如 80%），要么写“after”（到期之后多久，如 4wh）
rules-rung-level = “do: raise”要写“level”，其他动作不写
rules-rung-statutory = { $seen } 是法定日，阶梯不按法定日计；请用 m、h、d 或 wm、wh、wd
rules-grade-twice = 等级“{ $seen }”重复
rules-grades-order = 等级须从高到低排列：{ $seen } 不低于前一等级
rules-grade-floor = 最后一个等级必须从 0 开始，保证都有等级；现在从 { $seen } 开始
rules-weights = 一项综合指标的权重之和必须是 100，现在是 { $seen }
rules-rate-or-count = 每一部分须写“rate”或“count”之一
rules-not-counted-of = 对 { $whose } 不统计“{ $seen }”
rules-bands-of-count = “count”须有“bands”，且不可 inverted；“rate”没有 bands
rules-bands-order = 分档的“up_to”须递增，只有最后一档不写
rules-meeting-when = 会议要么写“every”和“day”，要么写“tabled”、“repeats”（连同“days”）或“supports”，再写“within”
