import type { Help } from '..'

export default {
  title: 'Patrols',
  what: 'Things that are looked at by a list: hydrants, manhole covers, playgrounds. Things and hazards, never persons.',
  now: [
    'Look at the spot, and tap All is well; a photo if you like.',
    'Found something? Tap it: category, place and words are filled in, one more tap reports it.',
    'Supervisors see at How the patrols go what is done, waiting and late, and open each figure.',
    'The centre and a township’s supervisor keep the spots beneath it: find, enter, change, end with a reason.',
  ],
  otherwise:
    'What nobody has looked at in time is missed: it stays on the list, passes to the handler too, and the township and then the city are told.',
  more: [
    [
      'Without a network?',
      'The list is there as you last had it; what you tap is kept on the phone and sent by itself.',
    ],
    ['Where am I?', 'Nearest first asks the phone where it is. That is kept nowhere.'],
  ],
} satisfies Help
