"""A small rules file that is valid, for tests to use as it is or to break in one place."""

from workflow.rules.language import Rules
from workflow.rules.reading import read

SMALL = """\
territory:
  prefix: GY
  timezone: Asia/Shanghai
  tiers: {county: 1, township: 2, village: 3}
  grid_kinds:
    urban: {zh: 城区, en: built-up area}
  special_kinds:
    school: {zh: 学校, en: school}
calendar:
  seasons:
    - {hours: [08:00-12:00, 14:00-18:00]}
catalogue:
  filing:
    seen: {zh: 属实, en: as reported}
  closing:
    done: {zh: 解决, en: put right}
  families:
    matters:
      zh: 事项
      en: matters
      standard: GB/T 47678.5-2026
      kind: matter
      groups:
        06:
          zh: 市容环境
          en: city appearance
          older: H01
          filing: [seen]
          closing: [done]
          categories:
            06010: {zh: 暴露垃圾, en: exposed rubbish}
            06012: {zh: 道路不洁, en: dirty road}
    parts:
      zh: 部件
      en: parts
      standard: GB/T 47678.5-2026
      kind: part
      prefix: P
      groups:
        P01:
          zh: 公用设施
          en: utilities
          filing: [seen]
          closing: [done]
          categories:
            P01011: {zh: 燃气井盖, en: gas cover}
units:
  gas: {zh: 燃气公司, en: gas company}
  sanitation: {zh: 环卫, en: sanitation}
routes:
  - name: gas
    when: {category: [P01*], severity: [1, 2]}
    to: unit gas
    automatic: [accept, dispatch]
    urgent: true
    budgets: {handle: 1h}
  - name: night
    when:
      category: [06*]
      time: 22:00-06:00
      source: [resident]
      words: [Noise, 噪声]
      repeats: ">=3"
    to: unit sanitation
    co: [grid]
    ladders: {handle: slow}
  - name: rest
    to: grid
ladders:
  plain:
    - {at: 80%, do: remind, tell: [responsible]}
    - {at: 100%, do: warn, tell: [responsible, dispatcher]}
    - {after: 4wh, do: raise, level: 2, tell: [township_supervisor]}
    - {after: 1wd, do: raise, level: 1, tell: [supervisor]}
    - {after: 2wd, do: remind, tell: [supervisor], every: 1wd}
  slow:
    - {at: 100%, do: warn, tell: [responsible], every: 1d}
limits:
  returns: 2
  extensions: 2
  suspensions: 1
  suspension_days: 365
  reworks: 3
  reopens: 2
  hand_downs: 3
  refusals: 2
  objections: 1
  objection_days: 15d
  yellow: 80%
  duplicates: {metres: 50, days: 7}
  stages:
    intake: {budget: 15wm, ladder: plain, urgent: {budget: 5m, ladder: slow}}
    check: {budget: 2wh, ladder: plain}
    dispatch: {budget: 15wm, ladder: plain}
    handle: {budget: 3wd, ladder: plain}
    verify: {budget: 2wh, ladder: plain}
    promise: {budget: 7wd, ladder: plain}
    request: {budget: 4wh, ladder: plain}
    order: {budget: 2wd, ladder: plain}
    review: {budget: 2wd, ladder: plain}
    objection: {budget: 5sd, ladder: plain}
    suspension: {ladder: slow}
    meeting: {ladder: plain}
    minutes: {budget: 3wd, ladder: plain}
    decision: {budget: 10wd, ladder: plain}
meetings:
  bulletin: {level: 1, every: month, day: 5}
  special: {level: 1, every: quarter, day: 10, invite: 5wd}
  joint: {level: 1, tabled: 1, within: 10wd}
  work: {level: 2, every: quarter, day: 15}
  consultation: {level: 2, every: half_year, day: 20}
  roundtable: {level: 2, repeats: 10, days: 30, within: 10wd}
notices:
  quiet: 22:00-07:00
  digest: 17:30
  channels: [app, chat]
  urgent: [app, sms]
  every: 10m
  tries: 3
retention:
  reporters: 180d
  looks: 365d
  categories: {06*: 90d}
"""


def with_routes(routes: str) -> Rules:
    """The small rules with other routes, each a line of YAML under `routes`, and the catch-all after them."""
    start, end = SMALL.index("routes:\n"), SMALL.index("ladders:\n  plain")
    listed = "".join(f"  - {line}\n" for line in routes.splitlines() if line)
    return read(f"{SMALL[:start]}routes:\n{listed}  - {{name: rest, to: grid}}\n{SMALL[end:]}")
