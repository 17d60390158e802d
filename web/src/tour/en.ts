import type { Words } from './words'

export default {
  title: 'Tour: follow one case from end to end',
  about:
    'It takes about five minutes. You are the informant who reports, the dispatcher who sends it on, the handler who puts it right, the informant who looks, and in the end the supervisor who sees what is late. Every step is real: you press the real buttons on the real pages.',
  offer:
    'This is a demonstration city; its people and cases are made up. Follow one case through: report, dispatch, handle, verify, and then see a late one.',
  parts: {
    informant: 'the informant',
    dispatcher: 'the dispatcher',
    handler: 'the handler',
    verifier: 'whoever verifies',
    supervisor: 'the city’s supervisor',
  },
  steps: {
    report: 'The informant reports a problem',
    accept: 'The township’s dispatcher accepts it',
    dispatch: 'The dispatcher sends it to whoever must act',
    acknowledge: 'The handler takes it',
    resolve: 'The handler feeds back: it is done',
    verify: 'The informant looks whether it really is',
    late: 'The supervisor sees what is late',
    told: 'A late one: who was told, who comes next',
  },
  said: {
    report: {
      now: {
        street: 'Press the big button “Report a problem”.',
        photo: 'A photo would be taken here. In the tour you can do without: press the button below.',
        place: 'Your own group is chosen already: press “Next”.',
        what: 'Choose the kind: type “rubbish”, take “exposed rubbish”, then press “Next”.',
        words: 'Write a sentence, such as “three bags of rubbish at the corner”, then press “Report”.',
        else: 'Go back to “My grid” and press “Report a problem”.',
      },
      why: 'Whoever is nearest finds a problem. It has a number and a promised time at once, and its receipt can be verified: it cannot be lost.',
    },
    accept: {
      now: {
        list: '{number} waits in this queue. Choose it and press “Accept”.',
        case: 'Press “Accept”.',
        else: 'Open {number} and press “Accept”.',
      },
      why: 'The township looks whether it is so, and whether it is theirs. That has its time too: what nobody accepts climbs. On a keyboard j moves, a accepts, d sends.',
    },
    dispatch: {
      now: {
        list: 'A receiver is suggested for {number}: press “Send to …”.',
        case: 'A receiver is suggested: press “Send to …”.',
        else: 'Open {number} and press “Send to …”.',
      },
      why: 'The rules suggest who acts by kind, place and hour; “why” on the case says it in full. The time for handling begins with this.',
    },
    acknowledge: {
      now: {
        list: '{number} has come to you. Press “Acknowledge” on its row.',
        case: 'Press “Acknowledge”.',
        else: 'Open {number} and press “Acknowledge”.',
      },
      why: 'It tells everybody that somebody has it. What nobody takes is reminded of first, and then told one level up.',
    },
    resolve: {
      now: {
        list: 'You have put it right. Press “Feed back as done”, write a line on what was done, and send it.',
        case: 'Press “Feed back as done”, write a line on what was done, and send it.',
        else: 'Open {number} and press “Feed back as done”.',
      },
      why: 'Who did the work does not have the last word: after the feedback somebody else goes and looks.',
    },
    verify: {
      now: {
        street:
          '{number} stands under “Please have a look”. Press “Have a look”, then the biggest button: it is fixed. “Not fixed, rework” sends it back.',
        case: 'Press the biggest button: it is fixed. “Not fixed, rework” sends it back.',
        else: 'Open {number} and say whether it is fixed.',
      },
      why: 'Nobody verifies their own work. The case closes when whoever looked is satisfied.',
    },
    late: {
      now: {
        board:
          'Press the first number: what is late now. Where it is 0, wind the clock on by a day on the command line: gridward advance 1d.',
        else: 'Open the board.',
      },
      why: 'Every figure opens exactly the cases that it counts.',
    },
    told: {
      now: {
        list: 'Open any one of them.',
        case: 'Look at the deadlines: how late, and who comes next. “Who was told” has every level with its hour. Then press “I have seen it”.',
        else: 'Go back to the board and open a late case.',
      },
      why: 'Nothing is late in silence: whoever acts is reminded, then the township is told, then the city supervises, and in the end it is before the joint meeting, until somebody deals with it.',
    },
  },
  be: {
    informant: 'Be the informant',
    dispatcher: 'Go on as the dispatcher',
    handler: 'Go on as the handler',
    verifier: 'Go on as who verifies',
    supervisor: 'Go on as the supervisor',
  },
  begin: 'Begin the tour',
  goOn: 'Go on with the tour',
  again: 'Begin again',
  leave: 'Leave the tour',
  show: 'Show me',
  there: 'Take me there',
  whyNow: 'Why',
  seen: 'I have seen it',
  close: 'End the tour',
  over: 'That was the whole way: {number} from its report to its end, and how what is late climbs.',
  overThen: 'A day in each role: the help',
  rest: 'All steps',
  step: 'Step {n} of {of}',
  done: 'done',
  now: 'now',
  none: 'There is no tour here',
  noneHelp:
    'Only a demonstration city has one. In a real city everybody signs in by their own user name and password.',
  without:
    'The tour needs no password: the people of a demonstration city are made up. Whoever is signed in here now gives way to them.',
} satisfies Words
