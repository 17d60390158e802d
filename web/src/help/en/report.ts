import type { Help } from '..'

export default {
  title: 'Report',
  what: 'One report in four steps: photo, place, kind, words. One thing a screen.',
  now: [
    'Take a photo, or none; the big button below leads on.',
    'The place is your own grid already. If it is elsewhere: use your position, tap the map, or choose from the list.',
    'Tap a kind that you use often, or type its name, pinyin or code. If the same stands nearby, press “Mine too”.',
    'Say a few words, choose how urgent it is, press “Report”. Note the number, or save the receipt.',
  ],
  otherwise:
    'What is not sent yet stays on this phone, photos too; go on when you open the page again. Only signing out wipes it.',
  more: [
    [
      'What is “Mine too”?',
      'Your report gets its number all the same, and the township sees at once that the two are one, so nobody is sent twice.',
    ],
    [
      'I have put it right myself. And now?',
      'Tick “I have put it right myself” on the last step, say what you did, and take a photo of it now. Only within your own grid; somebody else verifies it.',
    ],
    [
      'Where do name and phone go?',
      'They are for calling back only, stored encrypted; never kept in a draft, and whoever looks at them is recorded.',
    ],
  ],
} satisfies Help
