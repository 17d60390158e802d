# What a message says: a title and a sentence for each kind, and the lines around them.
# Numbers, names of categories and places, instants. Never what people wrote, never who reported.

notice-mail-arrived-title = A new case: { $number } { $category }
notice-mail-arrived-text = It waits for you to take it up.
notice-mail-assigned-title = A task for you: { $number } { $category }
notice-mail-assigned-text = You were given this case. Please take it, or return it with a reason.
notice-mail-check-title = Please check: { $number } { $category }
notice-mail-check-text = You are asked to look whether it is as it was reported.
notice-mail-verify-title = Please verify: { $number } { $category }
notice-mail-verify-text = It is said to be put right. You are asked to look whether it is.
notice-mail-requested-title = A request to answer: { $number } { $category }
notice-mail-requested-text = Somebody who works on it asks for more time, or for a suspension.
notice-mail-decided-title = An answer to you: { $number } { $category }
notice-mail-decided-text = What you asked for was decided.
notice-mail-remind-title = A reminder: { $number } { $category }
notice-mail-remind-text = The deadline comes near, and it waits for you.
notice-mail-warn-title = The deadline has come: { $number } { $category }
notice-mail-warn-text = It is not done, and it waits for you.
notice-mail-raised-title = Raised to you: { $number } { $category }
notice-mail-raised-text = It was raised to your level. Who works on it stays; you oversee it.
notice-mail-supervised-title = Under supervision: { $number } { $category }
notice-mail-supervised-text = It is supervised from above. Please see to what is asked.
notice-mail-tabled-title = For the joint meeting: { $number } { $category }
notice-mail-tabled-text = It was put on the agenda of the next joint meeting.
notice-mail-whistle-title = You are called to the place: { $number } { $category }
notice-mail-whistle-text = Please come, and check in when you are there.
notice-mail-returned-title = Returned: { $number } { $category }
notice-mail-returned-text = Whoever had it gave it back. It waits for you to send it to somebody else.
notice-mail-rework-title = To be done again: { $number } { $category }
notice-mail-rework-text = It was looked at and is not put right yet.
notice-mail-answered-title = A supervision order was answered: { $number } { $category }
notice-mail-answered-text = Please say whether the answer will do.
notice-mail-asked-title = A question for you: { $number } { $category }
notice-mail-asked-text = Somebody who works on your report needs to know more.
notice-mail-message-title = A message: { $number } { $category }
notice-mail-message-text = There is a message on this case. It can be read there.
notice-mail-objected-title = An objection: { $number } { $category }
notice-mail-objected-text = Somebody objects: to how it ended, or to a figure that counts it. It is yours to decide.
notice-mail-ended-title = The outcome: { $number } { $category }
notice-mail-ended-text = This case has ended.
notice-mail-promise-moved-title = A promise has moved: { $number } { $category }
notice-mail-promise-moved-text = The calendar or the rules have changed, and with them the time that was promised.
notice-mail-alarm-title = Nobody on duty: { $number } { $category }
notice-mail-alarm-text = A post was empty or asleep, so this case was passed on. Please see to it that somebody has it.
notice-mail-invited-title = An invitation: { $kind } { $number }
notice-mail-invited-text = You are invited. The agenda is with the meeting.
notice-mail-meeting-changed-title = A meeting has changed: { $kind } { $number }
notice-mail-meeting-changed-text = Time or agenda has changed.
notice-mail-fell-behind-title = Not held in its period: { $kind } { $number }
notice-mail-fell-behind-text = The period for which it was owed has ended and it has not been held. It is still to be held.
notice-mail-meeting-cancelled-title = A meeting is called off: { $kind } { $number }
notice-mail-meeting-cancelled-text = It does not take place.
notice-mail-minutes-title = Minutes: { $kind } { $number }
notice-mail-minutes-text = The minutes of the meeting are there to be read.
notice-mail-decision-title = A decision to carry out: { $number }
notice-mail-decision-text = A meeting has decided, and it is yours to carry out.
notice-mail-bulletin-title = The bulletin is out: { $number }
notice-mail-bulletin-text = The bulletin of this period is there to be read.

notice-mail-digest-title = { $count ->
    [one] One message of today
   *[other] { $count } messages of today
}
notice-mail-digest-text = What has come for you since the last summary and does not press.
notice-mail-digest-more = … and { $count } more, in your list.
notice-mail-urgent = URGENT
notice-mail-again = Said again (time { $times }), since nobody has confirmed it.
notice-mail-passed = It comes to you because nobody has confirmed it there.
notice-mail-place = Place: { $place }
notice-mail-due = Due: { $due }
notice-mail-at = When: { $at }
notice-mail-ending = Outcome: { $ending }
notice-mail-link = To be seen here: { $link }
notice-mail-confirm = Please confirm it there, or it will be said again.
notice-mail-foot = { $city } · Gridward. Which messages you get, and when, you choose under “Messages”. Please do not answer this one.

notice-invited = an invitation
notice-meeting-changed = a changed meeting
notice-meeting-cancelled = a meeting called off
notice-fell-behind = a meeting not held in its period
notice-minutes = minutes
notice-decision = a decision
notice-bulletin = a bulletin
notice-digest = a summary

notice-about-special = special meeting
notice-about-joint = joint meeting
notice-about-work = work meeting
notice-about-consultation = consultation
notice-about-roundtable = roundtable

input-each-channel-once = Name each channel once.

set-up-bad-smtp-url = GRIDWARD_SMTP_URL is none: expected smtp://user:password@host:587?starttls=1, or smtps://user:password@host.
set-up-bad-mail-from = GRIDWARD_MAIL_FROM is no address: it says who e-mail comes from, such as grid@example.org.
set-up-bad-chat-url = GRIDWARD_CHAT_URL is none: expected a URL of Apprise's with { "{to}" } behind its host, for the person's handle.
set-up-bad-sms-url = GRIDWARD_SMS_URL is none: expected a URL of Apprise's with { "{to}" } behind its host, for the person's phone.

doctor-channel-email-well = E-mail is set up.
doctor-channel-email-ill = E-mail is not set up: nobody gets any. Set GRIDWARD_SMTP_URL and GRIDWARD_MAIL_FROM.
doctor-channel-chat-well = Chat is set up.
doctor-channel-chat-ill = Chat is not set up: what the rules send by it is left out. Set GRIDWARD_CHAT_URL.
doctor-channel-sms-well = SMS is set up.
doctor-channel-sms-ill = SMS is not set up: what the rules send by it is left out. Set GRIDWARD_SMS_URL.
doctor-channels-well = The channels can be used.
doctor-channels-ill = A channel is set up wrongly: { $reason }
doctor-letters-well = No letter is dead.
doctor-letters-ill = { $count } letters were refused for good or given up: `gridward notices dead` lists them.
