/** What a browser runs first: so small that all which the first page needs is asked for at once, not one after the
 * other over a slow line. */

import { askEarly } from './early'
import { beginnings, bundles, chosen, spoken } from './tongue'

const PHONE = '(max-width: 599.98px)'
const quietly = (file: Promise<unknown>) => void file.catch(() => undefined) // who needs it asks again, and says so

askEarly()
void import('./main') // what fails there is an error, and seen as one
const street = ['/', '/street'].includes(window.location.pathname) && window.matchMedia(PHONE).matches
quietly((street ? beginnings : bundles)[chosen() ?? spoken()]())
if (street) quietly(import('./pages/StreetPage.vue'))
