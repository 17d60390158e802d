import type { Help } from '..'

export default {
  title: 'My grid',
  what: 'Where you begin: report a problem, see what is still on the phone, what you are asked to look at, and how far your reports are.',
  now: [
    'You see a problem: press the big button “Report a problem”.',
    'Something stands under “Please have a look”: press “Have a look”, see its photos, then answer.',
    'The outbox is red: one thing in it needs you. Tap it.',
  ],
  otherwise:
    'What you are asked to look at has a time. When it is over you are reminded, and then the township decides by itself. What is in the outbox is sent by itself and never lost.',
  more: [
    [
      'How does it get onto my home screen?',
      'In the browser’s menu choose “Add to home screen” or “Install”. It then opens like any app, without network too.',
    ],
    [
      'What do I see without network?',
      'The lists as you saw them last, and the page says so. They are renewed by themselves.',
    ],
  ],
} satisfies Help
