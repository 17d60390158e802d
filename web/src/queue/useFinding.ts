import type { Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as api from '@/api'
import { Refusal } from '@/api/client'
import { explain } from '@/api/errors'
import type { Queue } from '@/api/types'
import { i18n } from '@/language'
import { warn } from '@/said'

import type { Row } from './rows'

const t = i18n.global.t

/** A number opens its case; words list what was found by them. */
export function useFinding(kind: Ref<Queue | null>, rows: Ref<readonly Row[]>) {
  const route = useRoute()
  const router = useRouter()

  const list = (words: string) => router.push({ query: { ...route.query, words } })

  async function find(wanted: string): Promise<void> {
    if (!wanted) return void router.replace({ query: kind.value ? { queue: kind.value } : {} })
    // A number, with or without its letters: such a case is opened at once, if there is one.
    if (!/^([a-z]+-)?\d+$/i.test(wanted)) return void list(wanted)
    try {
      const found = await api.incident(numbered(wanted))
      await router.push(`/incidents/${found.number}`)
    } catch (error) {
      const unknown = error instanceof Refusal && error.status === 404
      if (unknown && /^\d{2,}$/.test(wanted)) await list(wanted)
      else warn(unknown ? t('queue.findEmpty', { number: wanted }) : explain(error))
    }
  }

  /** `1142` is of this city, whose numbers all begin alike. */
  function numbered(wanted: string): string {
    const letters = rows.value[0]?.item.number.split('-')[0] ?? 'GY'
    return /^\d+$/.test(wanted) ? `${letters}-${wanted}` : wanted.toUpperCase()
  }

  return { find }
}
