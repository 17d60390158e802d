/** Shows which control is meant: the first that is there has a ring, and moves with what the page draws anew. */

import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'

const MARK = 'data-tour-mark'

export function useMark(selectors: Ref<readonly string[]>) {
  let frame = 0
  const eye = new MutationObserver(soon)

  function soon(): void {
    frame ||= requestAnimationFrame(() => {
      frame = 0
      mark(find())
    })
  }

  function find(): HTMLElement | null {
    for (const selector of selectors.value) {
      const found = [...document.querySelectorAll<HTMLElement>(selector)].find((each) => each.offsetParent)
      if (found) return found
    }
    return null
  }

  function mark(found: HTMLElement | null): void {
    for (const each of document.querySelectorAll(`[${MARK}]`)) if (each !== found) each.removeAttribute(MARK)
    if (found && !found.hasAttribute(MARK)) found.setAttribute(MARK, '')
  }

  /** Brings it into sight, and the keyboard to it. */
  function show(): void {
    const found = find()
    found?.scrollIntoView({ block: 'center' })
    const within = found?.matches('a, button, input')
      ? found
      : found?.querySelector<HTMLElement>('a, button, input')
    within?.focus({ preventScroll: true })
  }

  onMounted(() => {
    eye.observe(document.body, { childList: true, subtree: true })
    soon()
  })
  onBeforeUnmount(() => {
    eye.disconnect()
    cancelAnimationFrame(frame)
    mark(null)
  })
  watch(selectors, soon)
  return { show }
}
