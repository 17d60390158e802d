import type { Help } from '..'

export default {
  title: 'Outbox',
  what: 'Every report that you write on this device, and every step that you make on the phone, is kept here first. It has arrived once the server has it and has given its number.',
  now: [
    'Leave alone what is “waiting to be sent”: it goes by itself when there is a network, or at once by “Send now”.',
    'What “needs you” says why. Put it right and send it again; only if you really do not want it, “Do not send”.',
    'What has “arrived”: its number leads to the case.',
  ],
  otherwise:
    'What has not arrived stays on this device; nothing is lost. However often it is sent, it counts once.',
  more: [
    [
      'The case changed before my step arrived. What now?',
      'It says who did what, and how the case stands. If your step is still possible, “Do it on the case as it is now”; if not, all that is left is “Do not send”.',
    ],
    [
      'What happens when I sign out?',
      'What has not arrived stays on this device and nobody else sees it; it is sent once you sign in here again. Names and phones for calling back are deleted.',
    ],
    [
      'Can I put it on the home screen?',
      'Yes: “Add to home screen” or “Install” in the menu of the browser. After that it opens without a network too.',
    ],
  ],
} satisfies Help
