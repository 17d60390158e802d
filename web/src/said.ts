/** What happened, in a line at the edge of the page, read out by screen readers. */

import { Notify } from 'quasar'

export function say(message: string): void {
  tell(message, 'said', 5000)
}

export function warn(message: string): void {
  tell(message, 'warned', 9000)
}

function tell(message: string, tone: 'said' | 'warned', timeout: number): void {
  Notify.create({
    message,
    timeout,
    classes: `note ${tone}`,
    position: 'bottom',
    attrs: { role: tone === 'said' ? 'status' : 'alert' },
  })
}
