# Answers to the invitation to a meeting.

problem-not-asked = You cannot answer now
detail-not-asked = The meeting is not announced, has begun or is called off, so no answers are taken.
problem-another-date = The date was changed
detail-another-date = You saw an earlier date. Look at the new one, and answer again.

feed-name = { $city } grid: my meetings, deadlines and shifts
feed-decision = Decision { $number } is due
feed-shift = On duty: { $place }, { $role }

set-up-bad-mail-replies = { $value } cannot take answers. GRIDWARD_MAIL_REPLIES is an e-mail address with at most 31 letters before the @, and is needed with GRIDWARD_MAIL_IN.
