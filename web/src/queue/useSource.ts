import { computed, onActivated, ref, watch } from 'vue'
import { useRoute } from 'vue-router'

import type { Queue } from '@/api/types'
import { i18n, language } from '@/language'
import { queues } from '@/session'

import type { Source } from './useQueue'

const t = i18n.global.t

/** What the address says is to be listed, and the window is named after. While another page is shown, such as an
 * incident, it stays as it is. */
export function useSource() {
  const route = useRoute()
  const kind = ref<Queue | null>(null)
  const words = ref('')
  const source = computed<Source | null>((before) => {
    const now = words.value ? { words: words.value } : kind.value ? { queue: kind.value } : null
    return before?.queue === now?.queue && before?.words === now?.words ? (before ?? null) : now
  })

  watch(
    () => [route.name, route.query.queue, route.query.words, queues.value] as const,
    ([name, asked, said]) => {
      if (name !== 'queue') return
      kind.value = queues.value.find((queue) => queue === asked) ?? queues.value[0] ?? null
      words.value = typeof said === 'string' ? said : ''
    },
    { immediate: true },
  )

  function name(): void {
    if (route.name !== 'queue') return
    const what = words.value
      ? t('queue.found', { words: words.value })
      : kind.value && t(`queue.kind.${kind.value}`)
    document.title = what ? `${what} · Gridward` : 'Gridward'
  }
  watch([kind, words, language], name)
  onActivated(name)

  return { kind, words, source }
}
