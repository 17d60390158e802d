import type { Help } from '..'
import type { Reader } from '.'

export default {
  informant: {
    title: 'An informant’s day',
    what: 'You are the eyes of the fourth level, the group: you report what you see, and look afterwards whether it was really put right.',
    now: [
      'You see a problem on your way: open “My grid” and press “Report a problem”. A photo, the place, the kind, a sentence: half a minute.',
      'Somebody has reported the same nearby: say “mine too”, and it need not be reported twice.',
      'What you can put right yourself: say so in the report, with a photo before and after.',
      'Something stands under “Please have a look”: look first, then answer whether it is so, or whether it is fixed. Some of it was closed weeks ago: say whether it is still put right.',
      'Without a network you report as ever: it is kept on the phone, seen in the outbox, and sent by itself.',
      'Spots to look at stand under “Patrols”: one tap says that all is well, another reports what you found.',
      '“Others’ suggestions and wishes” has what is published: support what you agree with, it need not be proposed twice.',
      'Leave and swaps are asked for under “Duty”; they hold once somebody agrees.',
    ],
    otherwise:
      'What you are asked to look at has its time. Without an answer you are reminded, then the township decides, and your share of looks in time falls. What was not sent stays on the phone; it is not lost.',
    more: [
      [
        'How far is what I reported?',
        '“My reports” shows five steps for each: discovered, reported, dispatched, handled, fed back.',
      ],
      [
        'Whose cases do I see?',
        'Your own and your group’s. Who handles a case does not see who reported it.',
      ],
    ],
  },
  resident: {
    title: 'Residents: without an account',
    what: 'Whoever scans the code that a village puts up can report, and follows by the receipt. Nobody asks who they are; a phone number is left only by who wants to.',
    now: [
      'Scan, take a photo, say what it is, write a sentence, press “Report”. It takes less than a minute.',
      'Keep the receipt: the number, the promised time, and a code that can be verified.',
      'To see what became of it, open the receipt’s page and scan or paste the receipt.',
      'When it is said to be fixed: confirm it with a rating, or ask to have it done again.',
      'The city’s figures are there for anybody.',
    ],
    otherwise:
      'There is nothing that you must do. The case has its time, and people are reminded and supervised when it is over. To have it done again there is a period, which the receipt’s page names.',
    more: [
      [
        'The receipt was lost?',
        'There is no account and so no other way in. Report again; it is merged into the first.',
      ],
    ],
  },
  intake: {
    title: 'An intake clerk’s day',
    what: 'You register for those who call, come to the counter or write, and tell them the number and what is promised.',
    now: [
      'With the first ring open “Intake” and write as they speak: kinds are suggested from your words.',
      'A few letters find the place; where the same thing shows on the right, say that it is this one.',
      'Ctrl + Enter registers. Read the large number back, and the promise with it.',
      'Not sure that it is so? Send an informant who is near.',
      'What has no place is put on the map under “Without a place”.',
      'What residents report by their code is in your queue too: look, then accept it or decline it with a reason.',
    ],
    otherwise:
      'What nobody accepts is reminded to the township and then raised to the city. What was not registered is gone with the page.',
    keys: [
      ['Ctrl Enter', 'register'],
      ['n', 'the next one'],
      ['p', 'print the receipt'],
      ['1 … 4', 'register, checks, without a place, registered by me'],
    ],
  },
  dispatcher: {
    title: 'A dispatcher’s day',
    what: 'The township’s cases pass through your hands: is it so, is it ours, who gets it, was it put right.',
    now: [
      'Begin at “Duty”: read what the last shift left, and say that you have.',
      'Open the desk and begin with the topmost: j chooses it, a accepts, d sends it to the suggested receiver.',
      'The suggestion does not fit: read “why”, then D sends it elsewhere.',
      'Several alike: select with x, and one key does all of them.',
      'What was returned, and who asks for more time or for a suspension, is at the same desk: read the reason, grant or refuse.',
      'What was fed back and nobody goes to look at, you decide: v closes, b sends it back.',
      '“Suggestions and wishes” stands above the queue: answer what most people support first, and publish in your own words what can be published.',
      'Before you go, write what is open into “Hand over”.',
    ],
    otherwise:
      'What is neither accepted nor sent reminds you, then tells the township’s supervisor, then the city. What was returned too often is decided by the township.',
    keys: [
      ['j k', 'move'],
      ['a', 'accept'],
      ['d D', 'send as suggested; elsewhere'],
      ['x', 'select'],
      ['m', 'merge'],
      ['r', 'decline'],
      ['u', 'take back'],
      ['/', 'find'],
    ],
    more: [
      [
        'What more does a duty chief do?',
        'Void a case, decide a dispute about a return, and change the rosters of the dispatchers, the intake desk and the duty desk.',
      ],
    ],
  },
  duty: {
    title: 'A day, or a night, at the duty desk',
    what: 'After hours all comes to you for which nobody is found: at night, on rest days, on holidays.',
    now: [
      'Begin at “Duty”: what the last shift left, and who is on tonight.',
      'When it rings, look at “Notices”: what is urgent goes on until somebody answers.',
      'Accept and dispatch as a dispatcher does. Dangers are sent by the rules: see that somebody has them.',
      'Nobody answers: “Who was told” on the case says whom to call next.',
      'Going off duty, write down what is still open.',
    ],
    otherwise:
      'Where nobody answers here either it goes to the desk above, and then to the city’s supervisor. That is an alarm in itself, and it is recorded.',
    keys: [
      ['j k', 'move'],
      ['a d', 'accept; dispatch'],
      ['c', 'claim'],
      ['/', 'find'],
    ],
  },
  handler: {
    title: 'A handler’s day',
    what: 'What is sent to your village or community is yours to put right and to feed back.',
    now: [
      'Open “My work” and acknowledge what is new.',
      'Return what is not yours, with its type and a reason. After a few returns the township decides.',
      'On the way press “Report progress”, with photos.',
      'When it is done press “Feed back as done”, with a sentence and a photo. Somebody else goes and looks.',
      'Too little time: open the case before it is over and ask for more. Nothing can be done now: ask to suspend it.',
      'Under “Suggestions and wishes” you can take up a small wish of your township.',
      'What you see yourself and put right at once: say so in the report.',
      'Invited to a meeting? Answer whether you come, read its pack, and report there what you were given to carry out.',
    ],
    otherwise:
      'The time runs from the dispatch, not from your acknowledging. You are reminded before it is over; afterwards the level above is told, and the one above that.',
    keys: [
      ['j k', 'up and down'],
      ['p', 'the next step'],
      ['b', 'the other step beside it'],
      ['Enter', 'open the case'],
    ],
    more: [
      [
        'And without a network?',
        'Press as ever. It is kept on the phone, seen in the outbox, and sent by itself.',
      ],
    ],
  },
  unit_member: {
    title: 'A day in a unit',
    what: 'Gas, water, sanitation, fire and the like: what your unit is sent is acknowledged, handled and fed back by who is on duty.',
    now: [
      'Look as soon as you are told: what is urgent wants somebody within minutes.',
      'Open “My work”, acknowledge, go there.',
      'Called by a whistle? Check in when you are on the spot.',
      'Report progress, and feed back when it is done, with photos.',
      'Invited to a meeting? Answer whether you come, read its pack, and report there what you were given to carry out.',
      'Not your unit’s business: return it with a reason. What two units dispute the township decides.',
      'Under “Suggestions and wishes” you can take up a small wish of where you serve.',
      'You hold that a lateness is not yours: appeal, once, after the closing. Two reviewers decide, and the record stays.',
    ],
    otherwise:
      'Where nobody acknowledges, the unit is told again, then dispatcher and township supervisor, and from the city comes a supervision order.',
    keys: [
      ['j k', 'up and down'],
      ['p', 'the next step'],
      ['Enter', 'open the case'],
    ],
    more: [['Which cases do I see?', 'Those that your unit was given, not the whole territory.']],
  },
  township_supervisor: {
    title: 'A township supervisor’s day',
    what: 'You see what is late in the township, what nobody has taken and what the rules raised to you, and you get it moving.',
    now: [
      'In the morning look at the four numbers of the board: late now, late before tonight, taken by nobody, raised to you.',
      'Open the first, select several, and remind or supervise all with one text and one deadline.',
      '“Supervision orders” has those of your township: what is required, who owes the answer, how often they were reminded. The city’s orders are yours to answer.',
      '“Second looks” on the board: review the timeout appeals that wait for you, see what was drawn and what was found, send somebody where nobody looks, and send a closed case by hand.',
      '“Suggestions and wishes” on the board has what waits for an answer, the most supported first; you publish and withhold too.',
      'Which village, which unit is always slow? Its name leads to its cases.',
      'Disputes about returns that the desk cannot settle are yours.',
      '“How the patrols go” has what was looked at and what is late, campaigns on a map, and the spots, which you keep.',
      'Rosters, leave and swaps of the township are yours too: you see what follows before you make a change.',
      '“Meetings”: were the work meeting and the consultations held, who comes to the next one, what was decided? After a roundtable write its conclusion for everybody.',
    ],
    otherwise: 'The rules go on raising it: the city sees it, and when you were told.',
    keys: [
      ['j k', 'move'],
      ['x X', 'select; all'],
      ['s r', 'supervise; remind'],
    ],
  },
  supervisor: {
    title: 'A city supervisor’s day',
    what: 'The first level: you see the whole city, supervise what drags on, and table for the joint meeting what nobody can settle alone.',
    now: [
      'Look at the board: first what is late and what was raised to you, by township; each figure opens its cases.',
      'Forty alike: select them, one supervision, one deadline, sent once.',
      '“Supervision orders” counts by township what waits for an answer, for a decision, and what is late. A township’s order that gets nowhere can be taken to the city.',
      'A written answer has come: read it, accept it or not.',
      '“Second looks” on the board: the timeout appeals that wait for a second review, and in which township closed cases are found not put right.',
      '“Suggestions and wishes” on the board: what waits for an answer, and how many support it.',
      'Look at the chart: where most is standing; a press opens it.',
      'What several departments cannot settle: table it for the joint meeting. “Meetings” on the board says who falls behind; answer whether you come, and read the pack before.',
      'Read the rules and their proof: where nobody might be reached.',
    ],
    otherwise:
      'A supervision order has its own time; without an answer it reminds, and then stands on the joint meeting’s agenda.',
    keys: [
      ['j k', 'move'],
      ['x X', 'select; all'],
      ['s r', 'supervise; remind'],
    ],
  },
  centre: {
    title: 'A day at the data centre',
    what: 'You see all cases and handle none. Rules, calendar, rosters, and what went wrong, are yours.',
    now: [
      'Open “Data centre”: are there notices that nobody got, jobs that failed?',
      'Cases without a place or a receiver are yours to put where they belong.',
      'Changing the rules: edit, check, rehearse, read what would differ, then switch on. One press takes it back.',
      'Next year’s calendar is published: load it.',
      'Spots to patrol and campaigns of the whole city are yours: “How the patrols go”.',
      'Print the codes for the villages.',
    ],
    otherwise:
      'All stays as it is. In a year without a published calendar deadlines are provisional; what could not be delivered stays listed.',
    more: [['May I see who reported?', 'Not as you like: with a reason, and every look is recorded.']],
  },
  admin: {
    title: 'An administrator’s day',
    what: 'People, posts, units and grids are yours. What is in a case you do not see, but with a reason that is recorded.',
    now: [
      'Somebody new: add them under “People”, give them a post, hand them their link to sign in.',
      'Somebody leaves: look first at what follows, who inherits and where nobody would be; then confirm.',
      'A password is forgotten: give a new link, and the old one opens nothing.',
      'A unit is renamed, a grid changes: look at what follows, confirm, say why.',
      'Every change is written down: who, when, what and why.',
    ],
    otherwise:
      'All stays as it is. Where a post is empty, cases go to the duty desk and on up, and the data centre’s page says so.',
  },
} satisfies Record<Reader, Help>
