/** What this device remembers: tastes only, never who somebody is. A browser may refuse, and nothing depends on it. */

export function kept(key: string): string | null {
  try {
    return localStorage.getItem(`gridward.${key}`)
  } catch {
    return null
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`gridward.${key}`, value)
  } catch {
    // A private window: the choice holds until it is closed.
  }
}
