/** What lies over a page, such as a dialog, a sheet or a photo: the phone's own way back closes it, the top one first, and
 * leaves neither the page nor what was typed. Each has an entry in the history while it is open. */

import { computed, nextTick, onBeforeUnmount, watch, type Ref } from 'vue'
import type { Router } from 'vue-router'

const layers: { close: () => void }[] = []
/** Which of the router's entries the layers lie on. */
let position: unknown
/** While the entries of layers that are closed are being left; a browser that does not say that they are is not waited
 * for. */
let leaving = 0
const PATIENCE = 1_000
let planned: Promise<void> | null = null
let waiting: (() => void)[] = []

/** On which layer's entry the browser stands. */
const depth = () => Number(history.state?.layers ?? 0)

/** `open` is set to false when it is to close. */
export function useLayer(open: Ref<boolean>): void {
  const layer = { close: () => (open.value = false) }
  const off = () => {
    const at = layers.indexOf(layer)
    if (at >= 0) layers.splice(at, 1)
    void plan()
  }
  watch(
    open,
    (now) => {
      if (!now) return off()
      layers.push(layer)
      void plan()
    },
    { immediate: true },
  )
  onBeforeUnmount(off)
}

/** For what is there as long as it is open. */
export const useLayerWhileThere = (close: () => void) =>
  useLayer(computed({ get: () => true, set: () => close() }))

/** What closes and what opens in one go is settled as one: a menu that opens a form leaves one entry. */
function plan(): Promise<void> {
  return (planned ??= nextTick(() => {
    planned = null
    settle()
  }))
}

function settle(): void {
  if (leaving) return
  const more = layers.length - depth()
  if (more < 0) {
    position = history.state?.position
    leaving = window.setTimeout(left, PATIENCE)
    history.go(more)
    return
  }
  for (let n = 0; n < more; n += 1) {
    position = history.state?.position
    history.pushState({ ...history.state, layers: depth() + 1 }, '')
  }
  waiting.splice(0).forEach((go) => go())
}

function left(): void {
  window.clearTimeout(leaving)
  leaving = 0
  if (depth() > layers.length) history.replaceState({ ...history.state, layers: layers.length }, '')
  void plan()
}

/** When there are as many entries as layers: then a page may go back by itself. */
export async function settled(): Promise<void> {
  await nextTick()
  await plan()
  if (leaving) await new Promise<void>((go) => waiting.push(go))
}

function closeDownTo(many: number): void {
  for (const { close } of layers.splice(many).reverse()) close()
}

/** To be called before the router is made, which then sees nothing of it: at the window listeners are heard in their
 * order, whether they capture or not. */
export function heedBack(): void {
  window.addEventListener(
    'popstate',
    (event) => {
      const same = position !== undefined && event.state?.position === position
      if (!leaving) closeDownTo(same ? depth() : 0)
      if (same) event.stopImmediatePropagation()
      if (leaving) left()
      else void plan()
    },
    { capture: true },
  )
}

/** A page is left only from its own entry. */
export function layered(router: Router): void {
  // A page that was loaded anew while something lay over it begins without that.
  void plan()
  router.beforeEach(async () => {
    closeDownTo(0)
    await settled()
  })
}
