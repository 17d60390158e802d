import type { Help } from '..'

export default {
  title: 'Second looks',
  what: 'Part of what was closed is looked at again: drawn by lot at the end of each period, or sent by hand. And the timeout appeals that wait for your review. For supervisors of their territory; the centre sees it and decides nothing.',
  now: [
    'Appeals stand on top: read why it was late, then uphold or dismiss with a reason. Two different people have to uphold; either may dismiss.',
    'The table says what each township drew and how that went. A figure narrows the list below; the lots say of each case why it was drawn or not.',
    'In red: nobody is sent, or who was sent holds no post any more. “Send another” names an informant, or takes the nearest.',
    '“Send one case for a second look” takes a closed case by its number, with a reason.',
    'To look yourself, open the case.',
  ],
  otherwise:
    'Whoever was sent is reminded; then the township supervisor and the city are told. The closed case stays as it is. An appeal that nobody reviews climbs to the city, and until two have upheld it the lateness counts.',
  more: [
    [
      'Who can be sent?',
      'An informant of the township who has had nothing to do with the case: who did not report it, work on it, verify it or close it.',
    ],
    [
      'Can the draw be influenced?',
      'No. A case’s lot is fixed by its closing and unknown before; a township draws once a period, and the lowest lots are taken.',
    ],
    [
      'What does “not put right” do?',
      'The case is filed anew and goes to the dispatcher. It counts as redone for the unit of that closing, once a period.',
    ],
    [
      'What does an upheld appeal change?',
      'The case is left out of the figures that count lateness, and is counted as exempted. On the case it stays late for ever.',
    ],
    ['Why can a suggestion not be sent?', 'Whoever proposed it says whether the answer is enough.'],
  ],
} satisfies Help
