# Live events.
input-not-a-place = Must be an event's id as it was sent, such as 81204-17.
problem-too-many-streams = Too many open pages
detail-too-many-streams = You have too many live connections open. Close some pages and try again.
set-up-bad-log-level = GRIDWARD_LOG_LEVEL must be info, warning or error, not { $value }.
