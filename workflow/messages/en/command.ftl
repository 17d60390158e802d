# What the command says about a set-up.

set-up-port-taken = Somebody else listens on { $host }:{ $port } already. Stop that, or set GRIDWARD_PORT to a free port.
set-up-bad-port = GRIDWARD_PORT is “{ $value }”: expected a number from 1 to 65535.
set-up-database-unreachable = The database cannot be reached ({ $reason }). Check GRIDWARD_DATABASE_URL, and that the server runs.
set-up-database-too-old = The database is PostgreSQL { $version }; 15 or newer is needed.
set-up-other-city = This data folder ({ $data }) holds { $city } ({ $root }). One data folder, one city: set GRIDWARD_DATA to another folder for the other one.
set-up-no-city = There is no city in { $data } yet: run `gridward seed`, or `make run`.
set-up-file-missing = There is no file { $file }.
set-up-file-unreadable = { $file } cannot be read: there is no such file, or it is not text in UTF-8.
set-up-keys-unreadable = The keys in { $folder } cannot be read. Put back the ones that this city was begun with; what is encrypted cannot be read without them.

doctor-port-well = Port { $host }:{ $port } is free.
doctor-port-ill = Somebody else listens on { $host }:{ $port }. Stop that, or set GRIDWARD_PORT to a free port.
doctor-serving-well = Gridward serves on { $host }:{ $port }.
doctor-folder-well = The data folder { $data } can be written.
doctor-folder-ill = The data folder { $data } cannot be written: it belongs to somebody else, or the disk is full.
doctor-rules-well = The rules in { $file } can be used.
doctor-rules-ill = The rules in { $file } cannot be used ({ $reason }). `gridward rules check` says what is wrong.
doctor-calendar-well = The working days of { $year } are known.
doctor-calendar-ill = The working days of { $year } are not published yet: deadlines that reach into it are provisional.
doctor-database-well = The database answers.
doctor-database-ill = The database cannot be used: { $reason }
doctor-version-well = PostgreSQL { $version }.
doctor-version-ill = PostgreSQL { $version } is too old: 15 or newer is needed.
doctor-migrated-well = Its tables are up to date ({ $head }).
doctor-migrated-ill = Its tables are at { $current }, this version needs { $head }: run `gridward migrate`.
doctor-seeded-well = The city is { $city }.
doctor-seeded-ill = There is no city yet: run `gridward seed`, or `make run`.
doctor-clock-well = A clock is running.
doctor-clock-ill = No clock is running: nothing falls due until one does. Start `gridward clock`, or `make run`.
doctor-watched-well = Every open incident has an armed clock.
doctor-watched-ill = { $count } open incidents have no armed clock.

# What the sign-ins that `gridward up` prints are for, by what they begin with
sign-in-admin = administration: people, posts, territory
sign-in-centre = the data centre: rules, calendar, meetings, records
sign-in-chief = the duty chief: plans shifts, grants leave
sign-in-dispatcher = accepts, dispatches, verifies
sign-in-dispatcher2 = the dispatcher of the other shift
sign-in-duty = the duty desk: nights and rest days
sign-in-handler = handles for a village, feeds back
sign-in-informant = the street: reports, checks
sign-in-intake = takes down what citizens report
sign-in-supervisor = the city: supervises, convenes meetings
sign-in-unit = handles for a unit, feeds back
