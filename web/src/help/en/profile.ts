import type { Help } from '..'

export default {
  title: 'My settings',
  what: 'In which language you are told things, by what way and when not; your password; on which devices you are signed in.',
  now: [
    'Choose, then “Save”: it holds from the next notice on.',
    '“Calendar subscription”: make an address and add it to the calendar of your phone; it is shown once. “End the address” when you want it no more.',
    'A new password ends your sign-ins on all other devices.',
    'A sign-in that you do not know: “End” it, then change your password.',
  ],
  otherwise:
    "What you do not choose is as the city's rules say; the page shows it. Urgent notices come whatever stands here.",
} satisfies Help
