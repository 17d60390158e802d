/** Cases that somebody can read without a network: those that they opened, and those of their own lists. As much of a
 * case as they could see; photos are not among it. Wiped with all that a page keeps when they sign out. */

import * as api from '@/api'
import type { Incident } from '@/api/types'
import { copyOf, keepCopy, type Found } from '@/copies'
import { forget, kept, keep } from '@/device'
import { language } from '@/language'
import { person } from '@/session'

/** So many; those that were not looked at for longest go first. */
const MOST = 60
/** Of a list, so many are fetched beforehand. */
const AHEAD = 30

interface Line {
  number: string
  id: string
  version: number
  language: string
}

const list = () => `cases ${person.value?.id}`
const name = (number: string) => `case ${person.value?.id} ${number}`
const lines = async () => (await kept<Line[]>(list())) ?? []

/** One after the other: each changes the list of what is kept. */
let turn: Promise<unknown> = Promise.resolve()
const inTurn = (act: () => Promise<void>): Promise<void> => {
  const mine = turn.then(act, act)
  turn = mine.catch(() => undefined)
  return mine
}

export const keepCase = (incident: Incident): Promise<void> =>
  inTurn(async () => {
    const { id, number, version } = incident
    if (!person.value || !(await keepCopy(name(number), incident))) return
    const others = (await lines()).filter((line) => line.id !== id)
    const all = [{ id, number, version, language: language.value }, ...others]
    for (const gone of all.slice(MOST)) await forget(name(gone.number))
    await keep(list(), all.slice(0, MOST))
  })

export const forgetCase = (which: string): Promise<void> =>
  inTurn(async () => {
    const found = (await lines()).find((line) => line.number === which || line.id === which)
    if (found) await forget(name(found.number))
  })

/** By its number or its id. */
export async function keptCase(which: string): Promise<Found<Incident> | null> {
  const line = (await lines()).find(({ id, number }) => number === which || id === which)
  return copyOf<Incident>(name(line?.number ?? which))
}

const ahead = new Map<string, number>()

/** Fetch what of a list is not kept yet, or has changed since, one after the other. The list as it is later takes the
 * place of what it was. */
export async function keepAhead(
  whose: string,
  items: readonly { id: string; number: string; version: number }[],
): Promise<void> {
  const mine = (ahead.get(whose) ?? 0) + 1
  ahead.set(whose, mine)
  const known = new Map((await lines()).map((line) => [line.id, line]))
  const wanted = items.slice(0, AHEAD).filter(({ id, version }) => {
    const line = known.get(id)
    return line?.version !== version || line.language !== language.value
  })
  for (const { id } of wanted) {
    if (mine !== ahead.get(whose) || document.hidden) return
    try {
      await keepCase(await api.incident(id))
    } catch {
      return // no network: the next list asks again
    }
  }
}
