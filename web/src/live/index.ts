/** Live events: one stream a browser where it has shared workers, and one a tab where it has none. */

import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue'

import { NAMES, type Told } from './told'

type Hear = (told: Told) => void

const ears = new Set<Hear>()
let line: { open: () => void; close: () => void } | null = null

const tell = (told: Told) => ears.forEach((hear) => hear(told))

function shared() {
  const worker = new SharedWorker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.port.onmessage = ({ data }: MessageEvent<Told>) => tell(data)
  window.addEventListener('pagehide', () => worker.port.postMessage('leave'))
  return { open: () => worker.port.postMessage('open'), close: () => worker.port.postMessage('close') }
}

function single() {
  let source: EventSource | null = null
  const close = () => {
    source?.close()
    source = null
  }
  const open = () => {
    if (source && source.readyState !== EventSource.CLOSED) return
    close()
    source = new EventSource('/api/v1/events')
    source.addEventListener('open', () => tell({ name: 'opened', data: {} }))
    for (const name of NAMES) {
      source.addEventListener(name, (event) => tell({ name, data: JSON.parse((event as MessageEvent).data) }))
    }
  }
  return { open, close }
}

/** Begin to listen, or go on where the stream has ended. */
export function open(): void {
  line ??= 'SharedWorker' in window ? shared() : single()
  line.open()
}

/** Nobody is signed in any more. */
export function close(): void {
  line?.close()
}

const TOGETHER = 400

/** While the component is shown, `again` is called when cases have changed: once for several that change together. What
 * comes back does the same, for a change that this device itself has seen. */
export function useChanges(again: () => void): () => void {
  let soon = 0
  const later = () => {
    window.clearTimeout(soon)
    soon = window.setTimeout(again, TOGETHER)
  }
  useLive(({ name }) => {
    if (name === 'incident' || name === 'reset' || name === 'opened') later()
  })
  onBeforeUnmount(() => window.clearTimeout(soon))
  return later
}

/** As above, and also when the page is looked at again and when the network is back. Nothing is asked for a page that
 * nobody sees. */
export function useFresh(again: () => void): () => void {
  const look = () => {
    if (!document.hidden) later()
  }
  const later = useChanges(() => {
    if (!document.hidden) again()
  })
  onMounted(() => {
    document.addEventListener('visibilitychange', look)
    window.addEventListener('online', look)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('online', look)
  })
  return later
}

/** While the component is shown, `hear` is called with what happens. */
export function useLive(hear: Hear): void {
  const listen = () => {
    ears.add(hear)
    open()
  }
  const rest = () => ears.delete(hear)
  onMounted(listen)
  onActivated(listen)
  onDeactivated(rest)
  onBeforeUnmount(rest)
}
