import type { Help } from '..'

export default {
  title: 'Intake',
  what: 'Register what somebody reports by telephone, at the counter or by letter, and tell them the number and what is promised; send an informant to look; give cases without a place one.',
  now: [
    'Write down what they say as they say it: kinds are suggested from the words.',
    'A few letters find the place: name, pinyin, initials or code.',
    'Where the same thing shows on the right, choose “it is this one”, and nobody works on it twice.',
    'Ctrl + Enter registers it; read the large number back.',
    'Not sure that it is so? Send an informant who is near.',
  ],
  otherwise:
    'What nobody takes is reminded to the township and then raised to the city. What has no place is seen by the data centre. What was not sent is on this page only, and gone when it is closed.',
  keys: [
    ['Ctrl Enter', 'Register'],
    ['n', 'The next one'],
    ['p', 'Print the receipt'],
    ['c', 'Send somebody to look at the one just registered'],
    ['o', 'Open it'],
    ['1', 'Register'],
    ['2', 'Checks'],
    ['3', 'Without a place'],
    ['4', 'Registered by me'],
  ],
  more: [
    [
      'Where are name and telephone of the caller?',
      'Encrypted on the server, never on this computer. Who looks gives a reason, every look is recorded, and they are erased when their time is over.',
    ],
  ],
} satisfies Help
