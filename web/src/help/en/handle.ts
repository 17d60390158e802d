import type { Help } from '..'

export default {
  title: 'My work',
  what: 'What was sent to your village or unit and is not done yet, the most pressing on top.',
  now: [
    'Acknowledge what is new; return what is not yours, with its type and a reason.',
    'Tell how it goes with “Report progress”, with photos.',
    'When it is fixed, feed back, with a photo of how it is now. Somebody else goes and looks.',
    'If the time is too short, open the case before it is over and ask for more; if nothing can be done now, ask to suspend it.',
  ],
  otherwise:
    'The time runs from when it was sent. You are reminded before it is over; afterwards the level above is told. All of that stands in the timeline.',
  keys: [
    ['j k', 'Up and down'],
    ['p', 'The next step'],
    ['b', 'The other step beside it'],
    ['Enter', 'Open the case'],
    ['?', 'Help on this page'],
  ],
  more: [
    [
      'And without a network?',
      'Go on; the cases on the list open too, without their photos. What you do is kept on the phone and sent by itself later; you see it in “Outbox”.',
    ],
    [
      'Does the back key lose what I typed?',
      'No. It closes the form, and what you typed is there when you open it again. “Cancel” clears it.',
    ],
    ['Why is something “Sent back”?', 'Whoever looked found it not fixed. The reason is in the timeline.'],
  ],
} satisfies Help
