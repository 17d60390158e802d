/** Where this device is, asked for once and kept nowhere. */

import type { Pin } from './place'

/** Why there is no position: no such thing here, forbidden, not found, or too slow. */
export type NoPosition = 'absent' | 'forbidden' | 'unknown' | 'slow'

const PATIENCE = 12_000
/** A position of a moment ago will do. */
const FRESH = 30_000
const WHY: readonly NoPosition[] = ['unknown', 'forbidden', 'unknown', 'slow']

export async function position(): Promise<Pin & { accuracy: number }> {
  // Browsers give a position to secure pages alone.
  if (!('geolocation' in navigator) || !window.isSecureContext) throw new Nowhere('absent')
  const { coords } = await new Promise<GeolocationPosition>((found, lost) => {
    navigator.geolocation.getCurrentPosition(found, lost, {
      enableHighAccuracy: true,
      timeout: PATIENCE,
      maximumAge: FRESH,
    })
  }).catch((error: GeolocationPositionError) => {
    throw new Nowhere(WHY[error.code] ?? 'unknown')
  })
  return {
    lat: Number(coords.latitude.toFixed(6)),
    lon: Number(coords.longitude.toFixed(6)),
    accuracy: Math.round(coords.accuracy),
  }
}

export class Nowhere extends Error {
  constructor(readonly why: NoPosition) {
    super(why)
  }
}

/** Whether it may be asked for without a question at a bad moment: not where somebody said no. */
export async function welcome(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state !== 'denied'
  } catch {
    return true
  }
}
