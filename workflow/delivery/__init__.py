"""Bringing notices to people: what leaves the house, and the only part of it that talks to the outside.

deciding      who is told by which channel and when, and what comes next. Pure.
standing_in   who is told instead of somebody who does not answer. Pure.
wording       what a message says, in the person's language. Pure.
letters       one message to one person by one channel, and what became of it
mail          e-mail, by aiosmtplib
gateways      chat and SMS, by Apprise
fanning       turning what stands in people's lists into letters: in one transaction, with nothing sent
lane          one channel's letters: claimed in sets, sent, finished one by one
process       all of it, until it is told to stop
heartbeat     the sign that all is well
attachments   what goes with a letter
channels      the couriers that the settings set up
inbox         a person's own list, that they have seen it, and what they want of messages
dead          the letters that nobody took
"""
