/** What a browser runs first on the residents' pages, which are few and small: no sign-in, no kit, no router. */

import '../styles/look.css'
import './door.css'

import { createApp } from 'vue'

import { i18n } from '@/speech'
import { kept } from '@/storage'
import { chosen, spoken } from '@/tongue'

import DoorFrame from './DoorFrame.vue'
import { use } from './tongue'

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const dress = () => {
  const taste = kept('theme')
  document.body.classList.toggle('body--dark', taste === 'dark' || (taste !== 'light' && dark.matches))
}
dress()
dark.addEventListener('change', dress)

const { pathname, search } = window.location
const own = !/^\/r\//.test(pathname)
  ? import('./FollowPage.vue')
  : new URLSearchParams(search).has('propose')
    ? import('./ProposeAtDoor.vue')
    : import('./ReportAtDoor.vue')
void own.catch(() => undefined) // asked for at once; who needs it asks again, and says so

const app = createApp(DoorFrame)
app.use(i18n)
app.config.errorHandler = (error) => console.error(error)
void use(chosen() ?? spoken()).then(() => app.mount('#app'))
