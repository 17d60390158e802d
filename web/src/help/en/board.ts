import type { Help } from '..'

export default {
  title: 'The board',
  what: 'What is late in your territory, what will be before midnight, what nobody has taken, what was raised to you; by township, or within one by village. Every figure opens exactly the cases that it counts.',
  now: [
    'Begin with “Late now”: the list has what has been late longest on top.',
    'Select cases by their boxes (or with x), then supervise or remind all of them with one text and one deadline. What could not be done stays selected, with the reason in its row.',
    'The name of a township goes down into it, then to a village and its groups; so do the map and the tree.',
    '“Ladders in progress” says of each case who was told, who has answered, and what comes next and when.',
  ],
  otherwise:
    'Figures follow what happens by themselves. What is late climbs as the rules say, whether you look or not.',
  keys: [
    ['j k', 'in a list: move (the arrows do too)'],
    ['Enter', 'open the case'],
    ['x X', 'select the row; all that are shown'],
    ['s r', 'supervise, remind'],
    ['.', 'take in what is new, clear what is done'],
    ['Esc', 'let go of the selection'],
  ],
  more: [
    [
      'Who was on duty when a case became late?',
      'Select a late case in a list: the link stands below it. Or choose a time under “Who was on duty” on the board.',
    ],
    [
      'When is a case “taken by nobody”?',
      'When it was reported or accepted and nobody at the desk has claimed it, or it was sent and nobody has acknowledged it.',
    ],
    [
      'What is “promise kept”?',
      'Of the promises to reporters that were met or ran out this month, those that were met. The line shows the last eight weeks, the present one at its end.',
    ],
  ],
} satisfies Help
