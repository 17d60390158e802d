import { onMounted } from 'vue'

import type { Item, Page } from '@/api/types'
import { useChanges } from '@/live'
import { usePaged } from '@/paged'

/** A list of cases that is read page by page, and anew when something has happened. */
export function usePages(ask: (cursor: string | null) => Promise<Page>) {
  const paged = usePaged<Item>(ask)
  onMounted(paged.load)
  useChanges(() => void paged.load())
  return paged
}
