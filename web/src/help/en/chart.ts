import type { Help } from '..'

export default {
  title: 'The state chart',
  what: 'The flow of a case, drawn from the same table by which the system works, with how many of your territory stand in each state now and how many of them are late.',
  now: [
    'Press a state: beside the table stands where its cases wait, the place with most late ones on top.',
    'Press a number: exactly those cases open, to be supervised or reminded together.',
  ],
  otherwise:
    'The figures follow what happens by themselves. A dashed arrow is one that the system may take by itself.',
  more: [
    [
      'What do the ends count?',
      'What came to that end since the month began. All other states count what stands there now.',
    ],
  ],
} satisfies Help
