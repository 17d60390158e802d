# Jobs: what is owed beside the cases.

problem-job-held = Not possible now
detail-job-held = Only a job that failed, or waits for its next try, can be run again; this one runs or is done.
detail-parts-failed = { $failed } of { $parts } parts failed; the others are done. It is tried again.
detail-lease-lost = Somebody else has taken the job up.
input-unknown-job = There is no such kind of job: { $kind }.
input-no-night = “{ $value }” is no day such as { $today }.
input-not-begun = { $value } is still to come: it can be run from { $earliest } on.
input-day-not-ended = { $value } has not ended: its figures can be drawn up from { $earliest } on.
input-no-scope = This kind of job has no scope, and “{ $value }” was given.
input-foreign-scope = “{ $value }” is no scope of this city: leave it out, or write { $scope }.
