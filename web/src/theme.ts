import { Dark } from 'quasar'
import { ref } from 'vue'

import { kept, keep } from './storage'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const theme = ref<Theme>(THEMES.find((known) => known === kept('theme')) ?? 'auto')

export function wear(chosen: Theme): void {
  theme.value = chosen
  keep('theme', chosen)
  dress()
}

export function dress(): void {
  Dark.set(theme.value === 'auto' ? 'auto' : theme.value === 'dark')
}
