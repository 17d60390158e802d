import { computed, ref, watch, type Ref } from 'vue'
import { useRouter } from 'vue-router'

import type { Item } from '@/api/types'
import { i18n } from '@/language'
import { say } from '@/said'

import { useActs, type Payload } from './useActs'
import { usePicked } from './usePicked'
import { useQueue, type Source } from './useQueue'

const t = i18n.global.t

/** A list whose cases are dealt with from it: one row is current, several may be selected, and a move asks for what it
 * needs once for all that it is meant for. */
export function useDealing(
  source: Ref<Source | null>,
  table: Ref<{ focus: (index: number) => Promise<void> } | null>,
) {
  const router = useRouter()
  const queue = useQueue(source)
  const acts = useActs(queue)
  const { rows } = queue
  const choice = usePicked(rows, (index) => void table.value?.focus(index))
  const { at, pick } = choice
  /** The move that is being filled in. */
  const form = ref<string | null>(null)

  watch(source, () => {
    pick(null)
    acts.clear()
  })

  /** All that is selected, or the current row. */
  const those = computed<Item[]>(() => {
    if (acts.chosen.value.length) return acts.chosen.value.map(({ item }) => item)
    const item = rows.value[at.value]?.item
    return item ? [item] : []
  })
  /** What the form is for. */
  const asked = computed(() => (form.value ? those.value : []))

  /** What a key or button is meant for; where it is nothing, that is said. */
  function meant(): Item[] {
    if (!those.value.length && rows.value.length) say(t('queue.pickFirst'))
    return those.value
  }

  function open(): void {
    const item = rows.value[at.value]?.item
    if (item) void router.push(`/incidents/${item.number}`)
    else if (rows.value.length) say(t('queue.pickFirst'))
  }

  function ask(move: string): void {
    acts.failure.value = null
    if (meant().length) form.value = move
  }

  async function send(payload: Payload): Promise<void> {
    const move = form.value
    if (!move) return
    const items = those.value
    const done = await acts.act(items, move, () => payload)
    // Of several what failed stands in the list; of one, what was typed stays where the reason is.
    if (done || items.length > 1) form.value = null
  }

  return { queue, acts, ...choice, form, asked, meant, open, ask, send }
}
