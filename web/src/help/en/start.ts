import type { Help } from '..'

export default {
  title: 'Where to begin',
  what: "Gridward is where a city's grid reports what is wrong: who sees it reports it, the township sends it, the village or a unit puts it right and feeds back, and nobody may leave it lying.",
  now: [
    'Informants: press “Report”: a photo, the place, what it is. It works without network too; the report is kept on the phone and sent by itself.',
    'Intake and dispatch: open the “Desk” and begin with the most urgent one.',
    'Handlers and units: open “My tasks”, acknowledge first, feed back when it is done.',
    'The “?” at the top of every page says what the page is, what to do now, and what happens if you do nothing.',
  ],
  otherwise:
    "Every case has its time. If nobody takes it, people are reminded, then it is raised a level; all of that stands in the case's timeline.",
  keys: [['?', 'the help of this page']],
  more: [
    [
      'Which time is shown?',
      'Beijing time everywhere. “3 h 20 min of working time left” counts only hours in which people work.',
    ],
    [
      'What do green, amber and red mean?',
      '● in time; ▲ soon due; ■ late. Shape and word say the same, so the colour is not needed.',
    ],
    [
      'How do I change the language, or make it dark?',
      'At the top right. The choice is kept on this device; in which language you are told things is chosen in “My settings”.',
    ],
  ],
} satisfies Help
