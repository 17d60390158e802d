import { computed, ref, watch, type Ref } from 'vue'

import type { Row } from './rows'

/** What stands beside the list follows when the reader has stopped at a row, not on the way there. */
const STOPPED = 150

/** The current row of a list, by its case: the row stays current wherever it moves to. */
export function usePicked(rows: Ref<readonly Row[]>, show: (index: number) => void) {
  const picked = ref<string | null>(null)
  const places = computed(() => new Map(rows.value.map(({ item }, index) => [item.id, index])))
  const at = computed(() => (picked.value === null ? -1 : (places.value.get(picked.value) ?? -1)))
  const resting = ref<string | null>(null)
  const settled = computed(() => {
    const index = resting.value === null ? undefined : places.value.get(resting.value)
    return index === undefined ? null : (rows.value[index]?.item ?? null)
  })
  let soon = 0

  watch(picked, (id) => {
    window.clearTimeout(soon)
    soon = window.setTimeout(() => (resting.value = id), STOPPED)
  })

  const pick = (id: string | null) => (picked.value = id)

  function step(by: number): void {
    const index = Math.min(Math.max(at.value + by, 0), rows.value.length - 1)
    const row = rows.value[index]
    if (!row) return
    picked.value = row.item.id
    show(index)
  }

  return { picked, at, settled, pick, step }
}
