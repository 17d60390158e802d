# The first administrator of a city, passwords and sign-ins.

set-up-link = open this link once to name the administrator; the next start prints a new one until then
problem-set-up-over = This city is set up
detail-set-up-over = Its administrator has been named. Sign in instead.
input-wrong-set-up-code = This link does not open, or is an older one. Take the newest that was printed where Gridward was started.
input-wrong-password = This is not your present password.
input-password-short = At least 10 characters.
input-password-plain = Too easy to guess: too few different characters, or your user name is in it.
input-password-same = This is the password that you have.
input-username-form = Small Latin letters, digits, dot, hyphen and underscore, beginning with a letter; 2 to 63 characters.
