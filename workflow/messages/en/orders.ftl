# Supervision orders and reminders: kinds of order, why, what is required, how often somebody was reminded.

order-kind-late = late work
order-kind-quality = quality of the work
order-kind-complaint = the reporter’s complaint
order-kind-meeting = asked for by a meeting
order-kind-above = asked for from above

order-why-late = The deadline for “{ $stage }” passed on { $due } and it is not done: ordered by the ladder.
order-why-quality = It had to be redone or was reopened, and the deadline for “{ $stage }” passed on { $due }: ordered by the ladder.
order-why-complaint = Whoever reported it objects, and the deadline for “{ $stage }” passed on { $due }: ordered by the ladder.
order-why-meeting = A meeting asked for it.
order-why-above = It was asked for from above.

order-required-late = Find out why it is late, get it done, and answer in writing: why it is late, how far it is, when it will be done.
order-required-quality = Find out why it had to be redone, put it right for good, and answer in writing: what was not well done, how it is mended, when it will be done.
order-required-complaint = Look into what the reporter says, and answer in writing: whether it is so, what is done about it, when it will be done.
order-required-meeting = Do what the meeting decided, and answer in writing: what was done, and what came of it.
order-required-above = Do what was asked, and answer in writing: what was done, and what came of it.

reason-ordered-late = The deadline for “{ $stage }” passed on { $due } and it is not done, hence the order.
reason-ordered-quality = It had to be redone or was reopened, and the deadline for “{ $stage }” passed on { $due }, hence the order.
reason-ordered-complaint = Whoever reported it objects, and the deadline for “{ $stage }” passed on { $due }, hence the order.
reason-required-late = Required by { $due }: find out why it is late, get it done, and answer in writing.
reason-required-quality = Required by { $due }: find out why it had to be redone, put it right for good, and answer in writing.
reason-required-complaint = Required by { $due }: look into what the reporter says, and answer in writing.
reason-required-meeting = Required by { $due }: do what the meeting decided, and answer in writing.
reason-required-above = Required by { $due }: do what was asked, and answer in writing.
reason-order-raised = The order was taken to { $level }, which decides on the answer.
reason-reminded-by-hand = Reminded by hand, time { $times }; the rules go on reminding until something is done.
reason-pressed = Pressed for the answer, time { $count }; it is due on { $due }.

entry-reminded-by-hand = reminded by hand

guard-paused-since-reminded = A reminder has just been sent. Please wait before the next one; while nothing is done the rules go on reminding.
guard-paused-since-pressed = The answer has just been pressed for. Please wait before the next time; the rules go on reminding.
guard-order-below-city = It is the city’s order already.
input-order-of-the-city = A township issues its own orders; the city issues the city’s.

notice-mail-supervised-order-title = Supervision order ({ $order }): { $number } { $category }
notice-mail-supervised-order-text = { $required } Please answer in writing by { $due }.
notice-mail-remind-order-title = The answer to an order is owed: { $number } { $category }
notice-mail-remind-order-text = The supervision order ({ $order }) is not answered yet; please answer in writing by { $due }. Reminder { $count }.
notice-mail-remind-counted-title = A reminder: { $number } { $category }
notice-mail-remind-counted-text = You are reminded by hand; it waits for you. Reminded { $count } times so far.

order-sheet-title = Supervision order
order-sheet-number = { $number }, order { $order }
order-sheet-case = Case
order-sheet-place = Place
order-sheet-kind = Kind, level
order-sheet-issued = Issued
order-sheet-owes = To answer
order-sheet-due = Answer due
order-sheet-within = { $due } (within { $budget })
order-sheet-state = State
order-sheet-reminders = Reminders
order-sheet-times = reminded { $count } times
order-sheet-ladder = by the ladder
order-sheet-why = Why
order-sheet-requirement = What is required
order-sheet-refusal = Why the answer was refused ({ $count } times)
order-sheet-answer = Answer
order-sheet-blank = (to be given in writing)
order-sheet-opinion = Decision on the answer
order-sheet-sign = Signed:                                   Date:
order-sheet-erased = (the text was erased when its time was over)
order-sheet-foot = Made on { $at } from the record of { $number }; what counts is the record.
