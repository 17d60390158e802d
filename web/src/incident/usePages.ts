import { watch, type Ref } from 'vue'

import { usePaged, type Paged } from '@/paged'

/** A list that belongs to a case, read when somebody wants to see it; another case begins anew. */
export function usePages<T>(
  which: Ref<string>,
  ask: (ref: string, cursor: string | null) => Promise<Paged<T>>,
) {
  const paged = usePaged((cursor) => ask(which.value, cursor))
  watch(which, paged.clear)
  return paged
}
