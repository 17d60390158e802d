# A history of cases from elsewhere, counted.

history-no-column = There has to be one column { $column }.
history-no-csv = From here on this is no CSV: a quotation mark is not where it belongs.
history-cells = This line has not as many cells as the header.
history-no-agency = It names no agency, or one of more than 200 letters.
history-no-instant = { $column }: “{ $value }” is no instant such as 2018-04-12T11:11:26.
history-before = { $column }: { $value } lies before it was reported.
history-more = and { $count } more lines that say no case
history-empty = There is no case in it.
history-all = all
history-line = { $agency }: { $reported } reported, { $due } due, { $closed } closed ({ $closing }), { $kept } on time ({ $on_time })
