import { onActivated, onMounted, ref, type Ref } from 'vue'

/** On a desk the list fills what the frame of the page leaves below itself: so high it may be. */
export function useRoom(root: Ref<HTMLElement | undefined>) {
  const room = ref('100dvh')

  function measure(): void {
    const top = (root.value?.getBoundingClientRect().top ?? 0) + window.scrollY
    room.value = `calc(100dvh - ${Math.round(top)}px)`
  }
  onMounted(measure)
  onActivated(measure)

  return room
}
