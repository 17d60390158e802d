/** Quasar gives the list that a select opens no name of its own: whoever listens hears what it is of. */
import type { QSelect } from 'quasar'
import { nextTick, watch, type WatchSource } from 'vue'

/** Call what it returns when the list is shown; it is named again when its `rows` come anew. */
export function useNamedList(
  select: () => QSelect | null,
  name: () => string,
  rows: WatchSource<unknown>,
): () => void {
  const named = () =>
    void nextTick(() => {
      const field = (select()?.$el as HTMLElement | undefined)?.querySelector('[aria-controls]')
      const list = field && document.getElementById(field.getAttribute('aria-controls') ?? '')
      list?.setAttribute('aria-label', name())
    })
  watch(rows, named, { flush: 'post' })
  return named
}
