import { computed, ref, shallowRef } from 'vue'

import * as api from '@/api'
import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import type { Incident, Item, Moved } from '@/api/types'
import { i18n } from '@/language'
import { outcome, seen } from '@/moves/outcome'
import { formName } from '@/moves/payload'
import { say, warn } from '@/said'
import { person } from '@/session'
import { untyped } from '@/typed'
import { hour } from '@/words'

import { fits } from './fits'
import type { useQueue } from './useQueue'

const t = i18n.global.t
/** So long what can be taken back is offered to be. */
const UNDO = 10_000

export type Payload = Record<string, unknown>
/** What a move says about one case; a text where it cannot be said of it, and why. */
export type Saying = (item: Item) => Payload | string

export interface Failure {
  message: string
  fields: Readonly<Record<string, string>>
}

interface Undo {
  text: string
  /** What takes it back, on which cases. */
  move: string
  payload: Payload
  cases: (Incident | Moved)[]
}

const BACK: Readonly<Record<string, string>> = { claim: 'release', release: 'claim', merge: 'unmerge' }

/** Moves from the list, on one case or on several: results are told one by one, and what failed stays selected. */
export function useActs(queue: ReturnType<typeof useQueue>) {
  const selected = shallowRef<ReadonlySet<string>>(new Set())
  const busy = ref(false)
  /** How far a move on several has come. */
  const progress = ref('')
  const undo = shallowRef<Undo | null>(null)
  /** Why the last move on one case was not made. */
  const failure = shallowRef<Failure | null>(null)
  let fading = 0

  const chosen = computed(() => queue.rows.value.filter(({ item }) => selected.value.has(item.id)))

  function toggle(id: string): void {
    const now = new Set(selected.value)
    if (!now.delete(id)) now.add(id)
    selected.value = now
  }

  const clear = () => (selected.value = new Set())

  function offer(text: string, move: string, cases: (Incident | Moved)[]): void {
    const back = BACK[move]
    const may = cases.filter((each) => seen(each) && each.allowed.includes(back ?? ''))
    window.clearTimeout(fading)
    undo.value = null
    if (!back || !may.length) return say(text)
    undo.value = {
      text,
      move: back,
      payload: back === 'unmerge' ? { reason: t('queue.mistake') } : {},
      cases: may,
    }
    fading = window.setTimeout(() => (undo.value = null), UNDO)
  }

  /** Take the last thing back, where that can be done. */
  async function takeBack(): Promise<void> {
    const last = undo.value
    if (!last || busy.value) return
    undo.value = null
    busy.value = true
    for (const { id, number, version } of last.cases) {
      try {
        const answer = await api.fire(id, last.move, version, last.payload)
        queue.did(answer, brief(answer, last.move))
        say(t('queue.takenBack', { number }))
      } catch (error) {
        warn(`${number} ${explain(error)}`)
      }
    }
    busy.value = false
    await queue.refresh()
  }

  const brief = (answer: Incident | Moved, move: string) =>
    outcome(answer, move, true).replace(`${answer.number} `, '')

  /** Make a move on these cases; whether it was made on all of them. */
  async function act(items: readonly Item[], move: string, saying: Saying = () => ({})): Promise<boolean> {
    if (busy.value || !items.length) return false
    busy.value = true
    window.clearTimeout(fading)
    undo.value = null
    failure.value = null
    const answers: (Incident | Moved)[] = []
    let failures = 0
    for (const [index, item] of items.entries()) {
      if (items.length > 1) progress.value = t('queue.progress', { n: index + 1, of: items.length })
      const answer = await one(item, move, saying, items.length > 1)
      if (answer) answers.push(answer)
      else failures += 1
    }
    busy.value = false
    progress.value = ''
    tell(move, answers, failures)
    void queue.refresh()
    return failures === 0
  }

  async function one(
    item: Item,
    move: string,
    saying: Saying,
    many: boolean,
  ): Promise<Incident | Moved | null> {
    const payload = fits(move, item) ? saying(item) : notNow(item, move)
    if (typeof payload === 'string') return refused(item, payload, many)
    // It can be taken back, so it is shown before the answer is there.
    if (move === 'claim' && person.value) queue.claimed(item.id, person.value)
    try {
      const answer = await api.fire(item.id, move, item.version, payload)
      queue.did(answer, brief(answer, move))
      untyped(formName(item.id, move))
      if (selected.value.has(item.id)) toggle(item.id)
      return answer
    } catch (error) {
      return await failed(item, move, error, many)
    }
  }

  async function failed(item: Item, move: string, error: unknown, many: boolean): Promise<null> {
    if (move === 'claim') queue.claimed(item.id, item.claimed_by)
    const conflict = error instanceof Refusal && error.status === 409
    const now = conflict ? await api.incident(item.id).catch(() => null) : null
    const why = (now && first(now, move)) ?? explain(error)
    if (!many) failure.value = { message: why, fields: error instanceof Refusal ? error.fields : {} }
    return refused(item, why, many, now)
  }

  function refused(item: Item, why: string, many: boolean, now: Incident | null = null): null {
    queue.failed(item.id, why.replace(`${item.number} `, ''), now)
    if (!many) warn(why.includes(item.number) ? why : `${item.number} ${why}`)
    return null
  }

  function tell(move: string, answers: (Incident | Moved)[], failures: number): void {
    const [only] = answers
    if (failures) {
      if (answers.length) warn(t('queue.someDone', { n: answers.length, failed: failures }))
      else if (failures > 1) warn(t('queue.noneDone', { n: failures }))
    } else if (only) {
      const text =
        answers.length > 1
          ? t('queue.allDone', { n: answers.length, move: t(`moves.name.${move}`) })
          : outcome(only, move)
      offer(text, move, answers)
    }
  }

  return { selected, chosen, toggle, clear, brief, busy, progress, undo, failure, takeBack, act }
}

const notNow = ({ number, state }: Item, move: string) =>
  t('queue.notNow', { number, state: t(`words.state.${state}`), move: t(`moves.name.${move}`) })

/** Who was first, and when, where somebody else claimed it meanwhile. */
function first(now: Incident, move: string): string | null {
  const by = now.claimed_by
  if (move !== 'claim' || !by || by.id === person.value?.id || !now.claimed_at) return null
  return t('queue.claimedFirst', { number: now.number, name: by.name, when: hour(now.claimed_at) })
}

/** To whom the rules would send each. */
export const toSuggested: Saying = ({ number, suggestion }) =>
  suggestion ? { to: { [suggestion.kind]: suggestion.code } } : t('queue.noReceiver', { number })
