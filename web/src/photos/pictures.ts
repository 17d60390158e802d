import { onBeforeUnmount, watch, type Ref } from 'vue'

/** An address for each photo that is on the device only, for as long as it is in the list. */
export function usePictures(photos: Ref<readonly Blob[]>): (photo: Blob) => string {
  const known = new Map<Blob, string>()

  function release(kept: ReadonlySet<Blob>): void {
    for (const [photo, url] of known) {
      if (kept.has(photo)) continue
      URL.revokeObjectURL(url)
      known.delete(photo)
    }
  }
  watch(photos, (now) => release(new Set(now)))
  onBeforeUnmount(() => release(new Set()))

  return (photo) => {
    const url = known.get(photo) ?? URL.createObjectURL(photo)
    known.set(photo, url)
    return url
  }
}
