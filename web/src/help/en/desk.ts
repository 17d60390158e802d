import type { Help } from '..'

export default {
  title: 'The dispatch desk',
  what: 'The cases of your territory that wait, the most pressing first: urgent ones, then the gravest, then what is due first. What others do is seen here within a second; the list never jumps, and what is new waits behind “N new”.',
  now: [
    'Choose a row with j and k: beside the list are the case, its deadlines and why it goes where it goes.',
    'a accepts, d sends it to the suggested receiver. Rest on the suggestion, or read “why” beside it, to see why it is them.',
    'For several alike: select each with x, then press one key for all of them. What failed stays selected, with the reason in its row.',
    'c claims it, and other desks see at once that you are on it; if two claim at once, the second is told who was first and when.',
  ],
  otherwise:
    'What is neither accepted nor sent out reminds you and then goes up, as the rules say. Lamp and time left stand in each row.',
  keys: [
    ['j k', 'move (the arrows do too)'],
    ['Home End', 'first row, last row'],
    ['Enter', 'open the whole page'],
    ['x', 'select the row, or let it go; then a key means all that is selected'],
    ['a', 'accept'],
    ['d', 'send to the suggested receiver'],
    ['D', 'send to another receiver'],
    ['c', 'claim; what you have claimed, put back'],
    ['r', 'decline, with a reason'],
    ['m', 'merge into another'],
    ['s', 'add support'],
    ['w', 'whistle: call units to the spot'],
    ['e l', 'change the category; the place'],
    ['q', 'have it checked on the spot first'],
    ['v b', 'it is fixed, close; not fixed, rework'],
    ['n', 'add a note'],
    ['u', 'within ten seconds, take back the last claim, release or merge'],
    ['p M', 'the main button of the case; its other moves'],
    ['i g', 'show or hide the case; the map'],
    ['.', 'take in what is new, clear what is done'],
    ['1 … 5', 'change the queue'],
    ['/', 'find by number or words'],
    ['Esc', 'let go of the selection, leave the search'],
    ['?', 'this help'],
  ],
  more: [
    [
      'What does “said to be GY-1142” mean?',
      'Who reported it was shown that case nearby, and said that it is the same. m merges, with that case as the first to choose; whether they are one is for you to say.',
    ],
    [
      'Why are some points on the map hollow?',
      'Of a hollow, dashed point only the grid is known: it stands above its name. A filled one is where it was seen. l changes the place.',
    ],
    [
      'What is “N new”?',
      'What comes in does not push into the list that you are reading. Press . or the button to take it in.',
    ],
    [
      'What can be found?',
      'A number (its digits are enough) opens the case. Words are looked up in description, address and category; each needs two letters.',
    ],
    [
      'I made a mistake. What now?',
      'A claim, a release or a merge is taken back with u. An acceptance or a dispatch cannot be: send it to another, change its category, or have it returned.',
    ],
  ],
} satisfies Help
