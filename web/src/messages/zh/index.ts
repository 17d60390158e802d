import kit from 'quasar/lang/zh-CN'

import answers from './answers.json'
import app from './app.json'
import board from './board.json'
import bulletins from './bulletins.json'
import calendar from './calendar.json'
import catalogue from './catalogue.json'
import centre from './centre.json'
import chart from './chart.json'
import duty from './duty.json'
import errors from './errors.json'
import handle from './handle.json'
import heat from './heat.json'
import help from './help.json'
import incident from './incident.json'
import indicators from './indicators.json'
import inspections from './inspections.json'
import intake from './intake.json'
import ladders from './ladders.json'
import map from './map.json'
import measures from './measures.json'
import meeting from './meeting.json'
import meetings from './meetings.json'
import mine from './mine.json'
import motions from './motions.json'
import moves from './moves.json'
import notices from './notices.json'
import orders from './orders.json'
import outbox from './outbox.json'
import patrols from './patrols.json'
import people from './people.json'
import profile from './profile.json'
import queue from './queue.json'
import report from './report.json'
import rules from './rules.json'
import setUp from './setUp.json'
import signIn from './signIn.json'
import street from './street.json'
import suggestions from './suggestions.json'
import territory from './territory.json'
import time from './time.json'
import words from './words.json'
import works from './works.json'

export const messages = {
  answers,
  app,
  board,
  bulletins,
  calendar,
  catalogue,
  centre,
  chart,
  duty,
  errors,
  handle,
  heat,
  help,
  incident,
  indicators,
  inspections,
  intake,
  ladders,
  map,
  measures,
  meeting,
  meetings,
  mine,
  motions,
  moves,
  notices,
  orders,
  outbox,
  patrols,
  people,
  profile,
  queue,
  report,
  rules,
  setUp,
  signIn,
  street,
  suggestions,
  territory,
  time,
  words,
  works,
}
export { kit }
