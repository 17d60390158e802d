/** What the API gives, by the names that the pages use. The shapes are generated: `npm run types`. */

import type { components } from './schema'

type Schemas = components['schemas']

export type Catalogue = Schemas['Catalogue']
export type Category = Schemas['CategoryOf']
export type Deadline = Schemas['Deadline']
export type Entry = Schemas['EntryOf']
export type Grid = Schemas['GridRow']
export type Incident = Schemas['IncidentOf']
export type Item = Schemas['Item']
export type Meeting = Schemas['MeetingOf']
export type Moved = Schemas['Moved']
export type Notice = Schemas['NoticeOf']
export type Notices = Schemas['NoticesOf']
export type Page = Schemas['Items']
export type Photo = Schemas['PhotoOf']
export type Post = Schemas['PostOf']
export type Problem = Schemas['Problem']
export type Queue = Schemas['Queue']
export type Report = Schemas['Report']
export type Request = Schemas['api__cases__RequestOf']
export type Role = Schemas['Role']
export type Segment = Schemas['SegmentOf']
export type Session = Schemas['Session']
export type State = Schemas['State']
export type Submitted = Schemas['Submitted']
export type Uploaded = Schemas['Uploaded']

export type Lamp = Item['lamp']
export type Stage = Item['stage']
