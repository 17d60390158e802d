import type { Help } from '..'

export default {
  title: 'Codes for residents',
  what: 'Every grid has a code to put up on walls. Whoever scans it reports without an account, and follows, confirms or objects by the receipt.',
  now: [
    'Print: door.png (a picture) or door.pdf (a page) of a grid; for a whole township doors.html, printed on A4 from the browser.',
    'Have the administrator set the public address (GRIDWARD_PUBLIC_URL) first, or the code leads to the address that you opened.',
    'Such a case has the source “resident”. Where its route asks for a look first, the desk sends somebody.',
  ],
  otherwise: 'Where no code is put up, residents report by telephone or at the counter.',
  more: [
    [
      'A receipt was lost?',
      'There is no other way back: residents have no account, and whoever has the receipt sees that one case.',
    ],
    [
      'What is in the public figures?',
      'How much is open, closed, and kept by what was promised, by township and kind; nothing below five by itself, nothing about anybody.',
    ],
  ],
} satisfies Help
