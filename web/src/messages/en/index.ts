import kit from 'quasar/lang/en-GB'

import app from './app.json'
import errors from './errors.json'
import incident from './incident.json'
import meeting from './meeting.json'
import moves from './moves.json'
import notices from './notices.json'
import queue from './queue.json'
import signIn from './signIn.json'
import time from './time.json'
import words from './words.json'

export const messages = { app, errors, incident, meeting, moves, notices, queue, signIn, time, words }
export { kit }
