/** What can be chosen from a short list in the forms of moves. */

import * as api from '@/api'
import type { Checker, Incident, Task } from '@/api/types'
import { WATCHED } from '@/board/indicators'
import { category, load } from '@/catalogue/catalogue'
import { i18n } from '@/language'
import { categoryName, placeName } from '@/names'
import { person } from '@/session'

import type { FieldKind } from './fields'

export interface Choice {
  value: string
  label: string
  hint: string
}

const t = i18n.global.t
const plain = (value: string, label: string, hint = ''): Choice => ({ value, label, hint })

const SEVERITIES = ['1', '2', '3', '4']
/** What a supervision order can be about. */
export const ORDERS = ['late', 'quality', 'complaint', 'meeting', 'above'] as const
/** Each rate that somebody can object to. */
const FIGURES = [
  'filing',
  'filing_on_time',
  'filing_accuracy',
  'missed',
  'check_on_time',
  'dispatch_on_time',
  'dispatch_accuracy',
  'handling_on_time',
  'verify_on_time',
  'rework',
  'right_first_time',
  'inspection_failed',
  'reminded',
  'closing',
  'closing_on_time',
  'answer_on_time',
  'adoption',
  'carrying_out',
] as const
const WHOSE: readonly (readonly [string, string])[] = [
  ['informant', 'informant'],
  ['intake', 'intake'],
  ['dispatcher', 'dispatcher'],
  ['unit_member', 'unit'],
  ['township_supervisor', 'township'],
]
const RETURNS = ['not_ours', 'wrong_place', 'wrong_category', 'cannot_find', 'needs_others']

export async function choices(kind: FieldKind, move: string, incident: Incident): Promise<Choice[]> {
  switch (kind) {
    case 'checker':
      return informants(await api.checkers(incident.id))
    case 'looker':
      return informants(await api.lookers(incident.id))
    case 'filing':
    case 'closing':
      return conditions(kind, incident)
    case 'severity':
      return SEVERITIES.map((value) => plain(value, t(`words.severity.${value}`)))
    case 'type':
      return RETURNS.map((value) => plain(value, t(`words.return.${value}`)))
    case 'orderKind':
      return ORDERS.map((value) => plain(value, t(`orders.kind.${value}`), t(`orders.requires.${value}`)))
    case 'figureOf':
      return whose()
    case 'figure':
      return [
        ...FIGURES.map((name) => plain(name, t(`indicators.rate.${name}`))),
        ...WATCHED.map((name) => plain(name, t(`indicators.mark.${name}`))),
      ]
    case 'orderLevel':
      return levels()
    case 'task':
      return tasks(move, incident)
    default:
      return own(kind, incident)
  }
}

/** The levels at which one's own posts let one issue an order: the city may leave it to the township. */
function levels(): Choice[] {
  const city = (person.value?.posts ?? []).some(({ role }) => role === 'supervisor')
  return (city ? ['1', '2'] : ['2']).map((value) => plain(value, t(`words.level.${value}`)))
}

/** Whose figures one's own posts let one object to. */
function whose(): Choice[] {
  const roles = new Set<string>((person.value?.posts ?? []).map(({ role }) => role))
  return WHOSE.filter(([role]) => roles.has(role)).map(([, value]) =>
    plain(value, t(`measures.own.${value}`)),
  )
}

/** What the incident itself has several of. */
function own(kind: FieldKind, incident: Incident): Choice[] {
  switch (kind) {
    case 'request':
      return incident.requests
        .filter((request) => request.state === 'asked')
        .map((request) =>
          plain(request.id, t(`words.request.${request.kind}`), receiverOf(incident, request.task_id)),
        )
    case 'order':
      return incident.orders
        .filter((order) => order.state === 'issued' || order.state === 'answered')
        .map((order) => plain(order.id, t('incident.order', { level: order.level })))
    case 'objection':
      return incident.objections
        .filter(({ state }) => state === 'lodged' || state === 'seconded')
        .map(({ id, kind: what }) => plain(id, t(`incident.objection.${what}`)))
    case 'inspection':
      return incident.inspections
        .filter(({ state }) => state === 'drawn' || state === 'looking')
        .map(({ id, state }) => plain(id, t(`inspections.state.${state}`)))
    default:
      return []
  }
}

const receiverOf = (incident: Incident, task: string) =>
  incident.tasks.find(({ id }) => id === task)?.receiver.name ?? ''

/** In which state a task must be for a move; in any but the suspended one for those that are not named. */
const FROM: Readonly<Record<string, readonly Task['state'][]>> = {
  acknowledge: ['assigned'],
  check_in: ['assigned'],
  resume: ['suspended'],
  redispatch: ['assigned', 'handling', 'suspended'],
}
const BY_DESK = new Set(['resume', 'redispatch'])

/** The tasks that can be meant: of whoever acts, where it is for them to act. */
function tasks(move: string, incident: Incident): Choice[] {
  const fit = incident.tasks.filter(
    (task) => !task.ended_at && (FROM[move] ?? ['assigned', 'handling']).includes(task.state),
  )
  const mine = BY_DESK.has(move) ? fit : fit.filter(isMine)
  return (mine.length ? mine : fit).map((task) =>
    plain(
      task.id,
      task.receiver.name,
      `${t(`words.task.${task.kind}`)} · ${t(`words.taskState.${task.state}`)}`,
    ),
  )
}

function isMine({ receiver }: Task): boolean {
  if (receiver.kind === 'person') return receiver.code === person.value?.id
  return (person.value?.posts ?? []).some(
    ({ unit, grid }) => (receiver.kind === 'unit' ? unit : grid) === receiver.code,
  )
}

async function conditions(kind: 'filing' | 'closing', incident: Incident): Promise<Choice[]> {
  await load()
  const found = category(incident.category.key)?.[kind] ?? []
  return found.map((each) => plain(each.name, categoryName({ key: each.name, ...each })))
}

function informants(found: readonly Checker[]): Choice[] {
  return found.map(({ person: who, grid, on_duty, suggested }) => {
    const duty = t(on_duty ? 'moves.receiver.onDuty' : 'moves.receiver.offDuty')
    return plain(
      who.id,
      who.name,
      [suggested ? t('moves.suggested') : '', placeName(grid), duty].filter(Boolean).join(' · '),
    )
  })
}
