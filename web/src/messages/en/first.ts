import kit from 'quasar/lang/en-GB'

import app from './app.json'
import errors from './errors.json'
import help from './help.json'
import incident from './incident.json'
import mine from './mine.json'
import notices from './notices.json'
import outbox from './outbox.json'
import profile from './profile.json'
import setUp from './setUp.json'
import signIn from './signIn.json'
import street from './street.json'
import time from './time.json'
import words from './words.json'

/** What an informant's start and signing in say, and the frame round every page: it comes before all the rest. */
export const messages = {
  app,
  errors,
  help,
  incident,
  mine,
  notices,
  outbox,
  profile,
  setUp,
  signIn,
  street,
  time,
  words,
}

export { kit }
