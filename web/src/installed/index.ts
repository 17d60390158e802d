/** The pages as they are installed on this device, and a newer version of them that waits. */

import { shallowRef } from 'vue'

const EVERY = 3_600_000
let registration: ServiceWorkerRegistration | null = null
let asked = false

/** There is a newer version, and it can be taken now. */
export const newer = shallowRef(false)

/** Keep the pages on this device. A browser may refuse, and then they need a network. */
export async function install(): Promise<void> {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked) window.location.reload()
  })
  try {
    registration = (await navigator.serviceWorker.register('/sw.js')) ?? null
  } catch {
    return
  }
  if (!registration) return
  look()
  registration.addEventListener('updatefound', () => {
    registration?.installing?.addEventListener('statechange', look)
  })
  window.setInterval(renew, EVERY)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) renew()
  })
}

function renew(): void {
  void registration?.update().catch(() => undefined)
}

function look(): void {
  newer.value = Boolean(registration?.waiting && navigator.serviceWorker.controller)
}

/** Take it: every window of these pages is loaded anew. */
export function take(): void {
  asked = true
  registration?.waiting?.postMessage('renew')
}

/** Have what waits sent also when every window is closed, where the browser can do that. */
export async function later(): Promise<void> {
  const ready = registration as (ServiceWorkerRegistration & { sync?: Sync }) | null
  await ready?.sync?.register('outbox').catch(() => undefined)
}

interface Sync {
  register: (tag: string) => Promise<void>
}
