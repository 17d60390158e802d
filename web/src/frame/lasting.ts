import { shallowRef, watch, type Ref } from 'vue'

/** What something is, or was last: a dialog bears its name until it is gone. */
export function lasting<T>(now: () => T | null | undefined): Readonly<Ref<T | null>> {
  const last = shallowRef<T | null>(null)
  watch(
    now,
    (value) => {
      if (value) last.value = value
    },
    { immediate: true, flush: 'sync' },
  )
  return last
}
