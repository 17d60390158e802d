/** How far the tour of the demonstration city is, on this device. Of a case its number alone, and nobody's name: who
 * comes to this device next goes on with it. */

import { ref, shallowRef } from 'vue'

import { drop, keep, kept } from '@/device'

const NAME = 'tour'

export interface Progress {
  /** Whether it is being taken now, or was left. */
  on: boolean
  began: string
  /** The case that it follows, once it is reported, and how it stood when it was last seen. */
  number: string | null
  state: string | null
  /** How far the part is that shows what is late. */
  late: 'no' | 'seen' | 'over'
}

export const progress = shallowRef<Progress | null>(null)
/** Whether it was looked for on the device. */
export const looked = ref(false)

export async function recall(): Promise<void> {
  progress.value = await kept<Progress>(NAME, 'city')
  looked.value = true
}

export async function change(some: Partial<Progress>): Promise<void> {
  if (!progress.value) return
  progress.value = { ...progress.value, ...some }
  await keep(NAME, progress.value, 'city')
}

/** From its beginning. */
export async function begin(now: string): Promise<void> {
  progress.value = { on: true, began: now, number: null, state: null, late: 'no' }
  await keep(NAME, progress.value, 'city')
}

export async function forget(): Promise<void> {
  progress.value = null
  await drop(NAME, 'city')
}
