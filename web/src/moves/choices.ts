/** What can be chosen in the forms of moves. Read once, when first asked for. */

import * as api from '@/api'
import type { Catalogue, Incident } from '@/api/types'
import { i18n } from '@/language'
import { categoryName } from '@/names'
import { person } from '@/session'

import type { FieldKind } from './fields'

export interface Choice {
  value: string
  label: string
  hint: string
}

const t = i18n.global.t
const VILLAGE = 3
let catalogue: Promise<Catalogue> | null = null

/** Forgotten after a failure, so that the next form asks again. */
const known = () =>
  (catalogue ??= api.catalogue().catch((error: unknown) => {
    catalogue = null
    throw error
  }))

export async function choices(kind: FieldKind, incident: Incident): Promise<Choice[]> {
  switch (kind) {
    case 'receiver': {
      const first = suggested(incident)
      const rest = [...(await units()), ...(await villages())]
      return [...first, ...rest.filter(({ value }) => value !== first[0]?.value)]
    }
    case 'receivers':
      return [...(await units()), ...(await villages())]
    case 'units':
      return (await units()).map((unit) => ({ ...unit, value: unit.value.replace('unit:', '') }))
    case 'grid':
      return (await grids(null)).map((grid) => ({ ...grid, value: grid.value.replace('grid:', '') }))
    case 'category':
      return (await known()).categories.map((each) => ({
        value: each.key,
        label: categoryName(each),
        hint: each.key,
      }))
    default:
      return own(kind, incident)
  }
}

/** What the incident itself has several of. */
function own(kind: FieldKind, incident: Incident): Choice[] {
  switch (kind) {
    case 'severity':
      return ['1', '2', '3', '4'].map((value) => ({ value, label: t(`words.severity.${value}`), hint: '' }))
    case 'type':
      return ['not_ours', 'wrong_place', 'wrong_category', 'cannot_find', 'needs_others'].map((value) => ({
        value,
        label: t(`words.return.${value}`),
        hint: '',
      }))
    case 'task':
      return incident.tasks
        .filter((task) => !task.ended_at)
        .map((task) => ({ value: task.id, label: task.receiver.name, hint: t(`words.task.${task.kind}`) }))
    case 'request':
      return incident.requests
        .filter((request) => request.state === 'asked')
        .map((request) => ({ value: request.id, label: t(`words.request.${request.kind}`), hint: '' }))
    case 'order':
      return incident.orders
        .filter((order) => order.state === 'issued' || order.state === 'answered')
        .map((order) => ({ value: order.id, label: t('incident.order', { level: order.level }), hint: '' }))
    case 'objection':
      return incident.objections
        .filter((objection) => objection.state === 'lodged')
        .map(({ id, kind: what }) => ({ value: id, label: t(`incident.objection.${what}`), hint: '' }))
    default:
      return []
  }
}

function suggested({ suggestion }: Incident): Choice[] {
  if (!suggestion) return []
  const value = `${suggestion.kind}:${suggestion.code}`
  return [{ value, label: suggestion.name, hint: t('moves.suggested') }]
}

async function units(): Promise<Choice[]> {
  return (await known()).units.map(({ code, name }) => ({
    value: `unit:${code}`,
    label: name,
    hint: t('words.receiver.unit'),
  }))
}

const villages = () => grids(person.value?.posts.find((post) => post.grid)?.grid ?? null)

async function grids(under: string | null): Promise<Choice[]> {
  const found = await api.grids(under, VILLAGE)
  return found.map(({ code, name }) => ({ value: `grid:${code}`, label: name, hint: code }))
}

/** `unit:33` as the API takes it: `{"unit": "33"}`. */
export function receiver(value: string): Record<string, string> {
  const [kind = '', ...code] = value.split(':')
  return { [kind]: code.join(':') }
}
