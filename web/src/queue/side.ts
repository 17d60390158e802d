import { ref } from 'vue'

import { keep, kept } from '@/storage'

/** What stands beside the list: the case of its current row, the map of its rows, or nothing. */
export type Side = 'case' | 'map' | 'none'

/** As this device was left. */
export function useSide() {
  const before = kept('side')
  const side = ref<Side>(before === 'map' || before === 'none' ? before : 'case')

  /** Show it, or put it away where it is shown. */
  function turn(to: Side): void {
    side.value = side.value === to ? 'none' : to
    keep('side', side.value)
  }

  return { side, turn }
}
