import { onActivated, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** On a desk the list fills what the frame of the page leaves below itself: so high it may be. */
export function useRoom(root: Ref<HTMLElement | undefined>) {
  const room = ref('100dvh')

  function measure(): void {
    if (!root.value?.isConnected) return
    const top = root.value.getBoundingClientRect().top + window.scrollY
    room.value = `calc(100dvh - ${Math.round(top)}px)`
  }
  // What stands above comes and goes: that there is no network, or the tour.
  const eye = new ResizeObserver(measure)
  onMounted(() => {
    measure()
    if (root.value?.parentElement) eye.observe(root.value.parentElement)
  })
  onActivated(measure)
  onBeforeUnmount(() => eye.disconnect())

  return room
}
