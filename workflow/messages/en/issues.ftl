# A bulletin's draft, approval and publication: names, reasons, messages.

bulletin-year = the year { $year }
bulletin-quarter = quarter { $nth } of { $year }
bulletin-half = { $nth ->
    [1] first
   *[2] second
} half of { $year }
bulletin-introduction = Introduction
bulletin-recommendation = Recommendation
bulletin-commented = Comment
bulletin-comment = Comment: { $text }
bulletin-edition = edition { $number }
bulletin-as-drawn = nobody approved it in time: published as it was drawn up
bulletin-state-new = a draft
bulletin-state-drafted = a draft, not published
bulletin-state-edited = a draft, to be approved
bulletin-state-approved = approved, to be published
bulletin-state-published = published
bulletin-state-sent = published
bulletin-state-withdrawn = a draft that was withdrawn
bulletin-state-superseded = a correction has taken its place
bulletin-whole-township = Whole township
bulletin-township-villages = Village
bulletin-townships-villages = Villages, ranked
bulletin-ranked-by-villages = Ranked by the share closed on time, then the share closed, then the fewer late and open; equals share a rank. A village to which nothing fell due has none.
bulletin-sheet-townships-villages = Villages
bulletin-promise-by-township-villages = By village
bulletin-sheet-promise-by-township-villages = Promises by village

move-draw-up = draw up
move-edit = edit
move-hand-back = hand back
move-approve = approve
move-issue = publish
move-send = send
move-discard = withdraw the draft
move-correct = correct
move-supersede = superseded

subject-bulletin = bulletin
stage-bulletin = publication
stage-release = publication by itself
state-drafted = draft
state-edited = to be approved
state-approved = to be published
state-published = published
state-sent = sent
state-superseded = corrected

reason-drawn-up = The bulletin of { $period } was drawn up from the ledger as it stood at the period's end; fingerprint { $figures }
reason-bulletin-drawn-anew = The bulletin of { $period } was drawn up anew; fingerprint { $figures }
reason-bulletin-corrects = A correction of the bulletin of { $period }; fingerprint { $figures }
reason-bulletin-edited = Words were changed: { $comments } comments, { $omitted } sections left out
reason-bulletin-handed-back = Handed back, time { $count }
reason-bulletin-approved = The words were approved
reason-bulletin-published = Published after it was approved
reason-bulletin-by-itself = It was approved and nobody published it in time: published by itself
reason-bulletin-as-drawn = Nobody approved it in time: published by itself as it was drawn up, without the words that nobody approved
reason-bulletin-sent = { $count } readers were told
reason-bulletin-discarded = The draft was withdrawn; another is drawn up
reason-bulletin-to-be-corrected = It is to be corrected; it holds until the correction is out
reason-bulletin-superseded = { $by } takes its place

notice-bulletin-draft = a bulletin's draft
notice-mail-bulletin-draft-title = { $kind ->
    [drafted] A bulletin's draft is there: { $number }
    [edited] A bulletin's draft is to be approved: { $number }
    [handed_back] A bulletin's draft was handed back: { $number }
    [approved] A bulletin is approved and can be published: { $number }
    [discarded] A bulletin's draft was withdrawn: { $number }
    [raised] A bulletin is overdue: { $number }
   *[other] A bulletin's draft waits for you: { $number }
}
notice-mail-bulletin-draft-text = { $kind ->
    [drafted] An introduction, comments and a recommendation can be written; figures cannot be changed.
    [edited] The words are written: approve them, or hand them back.
    [handed_back] Please change the words as asked.
    [approved] Its readers are told once it is published.
    [discarded] You hear when the new draft is there.
    [raised] Its time is over; please see to it.
   *[other] What nobody sees to in time is published as it was drawn up.
}
guard-somebody-else-edited = Nobody approves the words that they wrote last
guard-is-not-being-corrected = It is being corrected already
