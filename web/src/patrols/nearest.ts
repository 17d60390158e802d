/** How far away things are, where somebody lets the page ask. The position stays in this page and is stored nowhere. */

import { shallowRef } from 'vue'

const METRES_A_DEGREE = 111_320
const PATIENCE = 15_000

export function useNearest() {
  const here = shallowRef<{ lat: number; lon: number } | null>(null)
  const failed = shallowRef(false)

  function ask(): void {
    failed.value = false
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => (here.value = { lat: coords.latitude, lon: coords.longitude }),
      () => (failed.value = true),
      { enableHighAccuracy: true, timeout: PATIENCE },
    )
    if (!navigator.geolocation) failed.value = true
  }

  /** Metres from here; null where either is not known. */
  function metres(lat: number | null, lon: number | null): number | null {
    if (!here.value || lat === null || lon === null) return null
    const north = (lat - here.value.lat) * METRES_A_DEGREE
    const east = (lon - here.value.lon) * METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180)
    return Math.round(Math.hypot(north, east))
  }

  return { here, failed, ask, metres }
}
