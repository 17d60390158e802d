import { ref, shallowRef } from 'vue'

import * as api from '@/api'
import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import type { Item } from '@/api/types'
import { i18n } from '@/language'
import type { Failure, Payload } from '@/queue/useActs'
import { say } from '@/said'

const t = i18n.global.t

/** Which move is made on which case, and of what in it. */
export interface Form {
  move: string
  item: Item
  about: Payload
}

/** What is done from a row: its form, and what came of it. */
export function useReview(done: () => Promise<unknown>) {
  const form = ref<Form | null>(null)
  const busy = ref(false)
  const failure = shallowRef<Failure | null>(null)

  function ask(move: string, item: Item, about: Payload): void {
    failure.value = null
    form.value = { move, item, about }
  }

  async function send(payload: Payload): Promise<void> {
    const wanted = form.value
    if (!wanted || busy.value) return
    busy.value = true
    failure.value = null
    const { move, item, about } = wanted
    try {
      await api.fire(item.id, move, item.version, { ...payload, ...about })
      form.value = null
      say(t('inspections.done', { number: item.number, move: t(`moves.name.${move}`) }))
      await done()
    } catch (error) {
      failure.value = { message: explain(error), fields: error instanceof Refusal ? error.fields : {} }
      if (error instanceof Refusal && error.status === 409) await anew(wanted)
    } finally {
      busy.value = false
    }
  }

  /** It moved on meanwhile: what stands there now is shown, and the next try is made on that. */
  async function anew({ move, item, about }: Form): Promise<void> {
    const [now] = await Promise.all([api.incident(item.id).catch(() => null), done()])
    if (now && form.value) form.value = { move, item: { ...item, version: now.version }, about }
  }

  return { form, busy, failure, ask, send }
}
