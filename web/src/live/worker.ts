/** One stream of events for all tabs of a browser, which allows six connections to a site. */

import { NAMES, type Told } from './told'

const ports = new Set<MessagePort>()
let source: EventSource | null = null
let again = 0

function open(): void {
  if (source && source.readyState !== EventSource.CLOSED) return
  source?.close()
  source = new EventSource('/api/v1/events')
  source.addEventListener('open', () => tell({ name: 'opened', data: {} }))
  for (const name of NAMES) {
    source.addEventListener(name, (event) => tell({ name, data: JSON.parse((event as MessageEvent).data) }))
  }
  // It comes back by itself; only a refusal (signed out, too many) ends it for good.
  source.addEventListener('error', () => {
    if (source?.readyState !== EventSource.CLOSED) return
    clearTimeout(again)
    again = setTimeout(open, 30_000) as unknown as number
  })
}

function tell(told: Told): void {
  for (const port of ports) port.postMessage(told)
}

declare const self: { onconnect: ((event: MessageEvent) => void) | null }

self.onconnect = ({ ports: [port] }) => {
  if (!port) return
  ports.add(port)
  port.onmessage = ({ data }) => {
    if (data === 'open') {
      open()
      // Whoever comes later missed what happened before they listened.
      if (source?.readyState === EventSource.OPEN) port.postMessage({ name: 'opened', data: {} })
    }
    if (data === 'leave') ports.delete(port)
    if (data === 'close') {
      clearTimeout(again)
      source?.close()
      source = null
    }
  }
  port.start()
}
