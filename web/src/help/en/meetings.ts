import type { Help } from '..'

export default {
  title: 'Meetings',
  what: 'What is owed in the year, and each meeting from its planning to its last decision: agenda, who comes, minutes, decisions.',
  now: [
    'Look at what is owed first: is anything past its time?',
    'A township’s supervisor can call an extra consultation beside the calendar: about what, on which working day. Once held it counts to those held; what is owed stays owed.',
    'Open a meeting and look at its agenda. Its convener adds, orders, strikes and puts back; who is invited may add.',
    'Invite organisations from outside, give a link for joining online.',
    'Invited? Answer whether you come, and read the pack: the agenda case by case, as a page or as PDF. The convener sees who comes.',
    'Afterwards write the minutes: each decision with what is to be done, by whom, until when; tick the tabled cases that were heard.',
    'After a roundtable write what everybody may read.',
    'Whoever owns a decision reports it as done; the convener signs it off or sends it back.',
  ],
  otherwise:
    'Holding it, the minutes, the public conclusion and each decision have a deadline: the convener is reminded, then the level above is told. A body that lets a period pass has fallen behind, and the level above hears of it.',
  more: [
    [
      'Is a tabled case lost that was struck?',
      'No. It stays tabled, the next joint meeting is called for it, and the level above is told.',
    ],
    ['Are those invited told of every change of the agenda?', 'Once, half an hour after the last one.'],
  ],
} satisfies Help
