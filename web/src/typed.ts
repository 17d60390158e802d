/** What somebody typed into a form that was closed before it was sent: it is there when the form is opened again. In
 * memory alone, and nobody else's. */

import { watch } from 'vue'

import { person } from './session'

/** Of so many forms; photos may be among it. */
const MOST = 8
const forms = new Map<string, object>()

/** The same refs as when the form of this name was last open; else new ones. */
export function useTyped<T extends object>(name: string, blank: () => T): T {
  const found = (forms.get(name) as T | undefined) ?? blank()
  forms.delete(name)
  forms.set(name, found)
  const [oldest] = forms.keys()
  if (forms.size > MOST && oldest) forms.delete(oldest)
  return found
}

/** It was sent, or somebody does not want it any more. */
export const untyped = (name: string): boolean => forms.delete(name)

watch(
  () => person.value?.id,
  () => forms.clear(),
)
