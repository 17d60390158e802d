import type { Help } from '..'

export default {
  title: 'Supervision orders',
  what: 'Which cases are under an order: why, what is required, who owes the written answer, how much time is left, how often somebody was reminded. Supervisors see those of their territory; dispatchers, handlers and units those that their side owes an answer to.',
  now: [
    'The table counts by township: to be answered, to be decided on, late, refused. Press a figure, and the list has exactly those.',
    'At the end of each row stands what can be done now: answer, accept, refuse, press for the answer, take it to the city, lift it.',
    'Select several and deal with them with one text. What could not be done says why.',
    '“Print the order” is one sheet of A4, to be handed over or filed.',
  ],
  otherwise:
    'Whoever owes the answer is reminded before it is due. A late order climbs its ladder: a township’s goes to the city, then onto the joint meeting’s agenda. An answer can be refused twice.',
  more: [
    [
      'Who answers?',
      'The city’s orders are answered by the township’s supervisor, the township’s by its dispatcher; whoever handles the case may answer too. The level that issued it decides on the answer.',
    ],
    [
      'How does a reminder differ from pressing for an answer?',
      'A reminder tells whoever has the case, and repeats by the rules until something is done. Pressing tells whoever owes the written answer. Between two there is a pause.',
    ],
    [
      'What if no requirement is written?',
      'Then what is usual for its kind stands there. So it does on an order that a ladder issued, with the deadline that had passed.',
    ],
  ],
} satisfies Help
