/** Which pictures of the pages the help shows. They are those of docs/pictures.md, taken by its script from the
 * demonstration city; each comes when it is scrolled to. */

import type { Language } from '@/language'

import type { Topic } from '.'

/** What each shows, in Chinese and English. */
const SHOWS = {
  street: [
    '信息员的起点：大按钮“上报问题”，下面是请您看的和自己报的',
    'An informant’s start: the big button to report, then what to look at and what became of one’s reports',
  ],
  report: ['上报的第一步：拍照', 'The first step of a report: a photo'],
  mine: ['我的上报，每件都有五个步骤', 'My reports, each with its five steps'],
  outbox: ['待发送：还没发出的在这里', 'The outbox: what was not sent yet'],
  desk: [
    '派遣台：左边是队列，右边是选中的一件',
    'The desk: the queue, and beside it the case that is chosen',
  ],
  incident: [
    '一件事件：步骤、时限、经过、通知了谁',
    'A case: its steps, deadlines, timeline, and who was told',
  ],
  handle: [
    '我的任务：新来的、在办的，每行有下一步',
    'My work: what is new and what is in hand, with the next step on each row',
  ],
  intake: [
    '受理登记：边听边写，右边是附近同样的事',
    'Intake: written down while somebody speaks, with the same nearby beside it',
  ],
  duty: ['值班：谁在岗、我的班、请假和换班', 'Duty: who is on, my shifts, leave and swaps'],
  notices: ['消息：通知了我什么', 'Notices: what I was told'],
  profile: [
    '我的设置：怎样通知我、在哪里登录着',
    'My settings: how I am told things, and where I am signed in',
  ],
  meetings: ['会议：应开的会、近期的会', 'Meetings: what is owed, what comes'],
  meeting: ['一次联席会议：议程和决定', 'A joint meeting: its agenda and decisions'],
  board: ['看板：四个数，下面按乡镇', 'The board: four numbers, and below them the townships'],
  'board-cases': [
    '一个数背后的事件，可以一起催办、督办',
    'The cases behind a figure, which can be supervised together',
  ],
  orders: ['督办单：按乡镇数，下面一张一行', 'Supervision orders: counted by township, and a row for each'],
  inspections: [
    '督促检查：等我审核的申诉，各乡镇抽了多少、看得怎样，一件一件',
    'Second looks: the appeals that wait for my review, what each township drew and how it went, case by case',
  ],
  suggestions: [
    '建议和心愿：等着答复的，支持的人多的在前',
    'Suggestions and wishes that wait for an answer, the most supported first',
  ],
  chart: ['一图：每个状态现在有多少', 'The state chart: how many stand in each state now'],
  centre: ['数据中心：城市在这里维护', 'The data centre: where the city is kept'],
  people: ['人员：谁在什么岗位', 'People: who holds which post'],
  units: ['责任单位', 'The units'],
  territory: ['网格树和地图', 'The tree of grids, and the map'],
  rosters: ['一周的值班表', 'A week’s rosters'],
  rules: ['规则：读、改、检查、切换', 'The rules: read, changed, checked, switched on'],
  door: ['居民扫码后的上报页', 'What a resident sees after scanning the code'],
  receipt: ['查回执', 'The page that reads a receipt'],
  figures: ['给所有人看的数字', 'The figures for anybody'],
} as const satisfies Record<string, readonly [string, string]>

export type Scene = keyof typeof SHOWS

const OF_TOPIC: Readonly<Partial<Record<Topic, readonly Scene[]>>> = {
  start: ['street', 'desk'],
  street: ['street'],
  report: ['report'],
  mine: ['mine'],
  desk: ['desk'],
  board: ['board', 'board-cases'],
  orders: ['orders'],
  inspections: ['inspections'],
  suggestions: ['suggestions'],
  chart: ['chart'],
  notices: ['notices'],
  profile: ['profile'],
  duty: ['duty'],
  intake: ['intake'],
  outbox: ['outbox'],
  handle: ['handle'],
  incident: ['incident'],
  centre: ['centre'],
  people: ['people'],
  rules: ['rules'],
  resident: ['door', 'receipt', 'figures'],
  territory: ['territory', 'units'],
  rosters: ['rosters'],
}

export const scenesOf = (topic: string): readonly Scene[] => OF_TOPIC[topic as Topic] ?? []

export interface Picture {
  phone: string
  desk: string
  alt: string
}

const files: Record<string, string> = import.meta.glob('../../../docs/pictures/*/*.webp', {
  query: '?url',
  import: 'default',
  eager: true,
})

/** A scene in a language and a light, where it was taken; in the day's where there is none of the night's. */
export function picture(scene: Scene, language: Language, dark: boolean): Picture | null {
  const taken = (size: string) => {
    const path = `../../../docs/pictures/${language.slice(0, 2)}/${scene}-${size}`
    return (dark ? files[`${path}-dark.webp`] : undefined) ?? files[`${path}.webp`]
  }
  const [phone, desk] = [taken('phone'), taken('desk')]
  if (!phone || !desk) return null
  return { phone, desk, alt: SHOWS[scene][language === 'en' ? 1 : 0] }
}
