import './styles/kit.sass'
import './styles/look.css'

import { Dark, Lang, Notify, Quasar } from 'quasar'
import icons from 'quasar/icon-set/svg-material-icons'
import { createApp } from 'vue'

import { explain } from './api/errors'
import App from './App.vue'
import { install } from './installed'
import { chosen, i18n, spoken, use, wholly } from './language'
import { router } from './router'
import { warn } from './said'
import { known } from './session'
import { dress } from './theme'

const app = createApp(App)
app.use(Quasar, { plugins: { Dark, Lang, Notify }, iconSet: icons })
app.use(i18n)
dress()
const spelt = use(chosen() ?? spoken())
void known() // asked while the words are still on their way
await spelt
app.config.errorHandler = (error) => {
  console.error(error)
  warn(explain(error))
}
window.addEventListener('vite:preloadError', ({ payload }) => warn(explain(payload)))
app.use(router)
app.mount('#app')
// What waits to be sent goes on its way whichever page is opened first.
void import('./outbox')
// After what is seen first, which has the line to itself.
setTimeout(() => {
  void wholly().catch(() => undefined) // the page that needs them asks again, and says so
  void install()
}, 2_000)
