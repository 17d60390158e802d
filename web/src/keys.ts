import { onActivated, onBeforeUnmount, onDeactivated, onMounted } from 'vue'

/** Single keys for a page. They rest while somebody types, a dialog or a menu is open, or a modifier is held. */
export function useKeys(acts: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const press = (event: KeyboardEvent) => {
    if (event.repeat && event.key === 'Enter') return
    const act = acts[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey || busy(event)) return
    event.preventDefault()
    act(event)
  }
  // A page that is kept while another is shown hears nothing.
  const listen = () => window.addEventListener('keydown', press)
  const stop = () => window.removeEventListener('keydown', press)
  onMounted(listen)
  onActivated(listen)
  onDeactivated(stop)
  onBeforeUnmount(stop)
}

function busy(event: KeyboardEvent): boolean {
  const [target] = event.composedPath() // what is in a shadow of its own, too
  const { key } = event
  if (document.querySelector('.q-dialog, .q-menu')) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input, textarea, select, [contenteditable="true"]')) return true
  return key === 'Enter' && target.matches('a, button, summary, [role="tab"]') // it has something of its own to do
}
