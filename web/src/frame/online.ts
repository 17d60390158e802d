/** Whether the browser has a network at all. That the server answers is another matter: each page says that itself. */

import { ref } from 'vue'

export const online = ref(navigator.onLine)

window.addEventListener('online', () => (online.value = true))
window.addEventListener('offline', () => (online.value = false))
