/** What stays when the page is closed. It keeps the pages themselves, so that they open without a network, and sends
 * what waits in the outbox when the network is back. Answers of the API are never kept here. */

import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'

import { speak } from '@/api/client'
import { drain } from '@/outbox/sender'
import { remembered } from '@/remembered'

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: Parameters<typeof precacheAndRoute>[0]
}

/** What the server answers itself. */
const NOT_PAGES = /^\/(api|open311|docs|openapi\.json|healthz|readyz|metrics)(\/|$)/

/** The pages for anybody, as `api/pages.py` has them. */
const RESIDENTS = /^\/(r\/[^/]*|receipt|figures|proposals)\/?$/

cleanupOutdatedCaches()
precacheAndRoute(self.__WB_MANIFEST)
registerRoute(new NavigationRoute(createHandlerBoundToURL('/door.html'), { allowlist: [RESIDENTS] }))
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [NOT_PAGES, RESIDENTS] }),
)

// The first visit, too, is one that can go on without a network.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// A newer version waits until somebody says so: nobody's page changes under their hands.
self.addEventListener('message', ({ data }) => {
  if (data === 'renew') void self.skipWaiting()
})

self.addEventListener('sync', (event) => {
  if (event.tag === 'outbox') event.waitUntil(send())
})

/** Rejects where something still waits, so that the browser asks again. */
async function send(): Promise<void> {
  const person = await remembered()
  if (!person) return
  speak(person.language === 'en' ? 'en' : 'zh-CN')
  const { trouble, signIn, wake } = await drain(person.id, () => undefined)
  if (!signIn && (trouble || wake !== null)) throw new Error('it waits on')
}

interface ServiceWorkerGlobalScope {
  clients: { claim: () => Promise<void> }
  skipWaiting: () => Promise<void>
  addEventListener: (
    name: string,
    hear: (event: { waitUntil: (act: Promise<void>) => void; tag: string; data: unknown }) => void,
  ) => void
}
