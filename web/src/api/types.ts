/** What the API gives, by the names that the pages use. The shapes are generated: `npm run types`. */

import type { components } from './schema'

type Schemas = components['schemas']

export type Around = Schemas['Around']
/** The board of a territory; the list behind one of its figures, as it is asked for and as it comes. */
export type Board = Schemas['BoardOf']
export interface Behind {
  figure: Schemas['Figure']
  place?: string | null
  here?: 'true'
  unit?: string | null
  state?: Schemas['State'] | null
  since?: string | null
}
export type BehindPage = Schemas['BehindOf']
/** The state chart with its figures, and the board by unit. */
export type Chart = Schemas['ChartOf']
export type Units = Schemas['UnitsOf']
export type Boundaries = Schemas['Boundaries']
export type Asked = Schemas['Asked']
export type Candidate = Schemas['CandidateOf']
export type Candidates = Schemas['Candidates']
/** How much waits in each queue, and in one. */
export type Tallies = Schemas['Tallies']
export type Tally = Schemas['TallyOf']

export type Catalogue = Schemas['Catalogue']
export type CatalogueCategory = Schemas['CatalogueCategory']
export type Category = Schemas['CategoryOf']
export type Changed = Schemas['Changed']
export type ChangeOf = Schemas['ChangeOf']
export type Checker = Schemas['CheckerOf']
export type Deadline = Schemas['Deadline']
export type Duty = Schemas['DutyOf']
export type Explanation = Schemas['ExplanationOf']
export type Entry = Schemas['EntryOf']
export type Grid = Schemas['GridRow']
export type Gap = Schemas['GapOf']
export type HandOver = Schemas['HandOverOf']
export type Incident = Schemas['IncidentOf']
export type Item = Schemas['Item']
export type Meeting = Schemas['MeetingOf']
export type Mine = Schemas['MineOf']
export type Moved = Schemas['Moved']
export type Notice = Schemas['NoticeOf']
export type Notices = Schemas['NoticesOf']
export type Page = Schemas['Items']
export type Photo = Schemas['PhotoOf']
export type ManyAround = Schemas['ManyAround']
export type Door = Schemas['DoorOf']
export type DoorReport = Schemas['DoorReport']
export type Followed = Schemas['Followed']
export type PublicCatalogue = Schemas['PublicCatalogue']
export type PlaceFound = Schemas['PlaceFound']
export type Post = Schemas['PostOf']
export type Preferences = Schemas['PreferencesOf']
export type Problem = Schemas['Problem']
export type Queue = Schemas['Queue']
export type Report = Schemas['Report']
export type Request = Schemas['api__cases__RequestOf']
export type Requests = Schemas['RequestsOf']
export type Role = Schemas['Role']
export type RosterLine = Schemas['LineOf']
export type RosterRequest = Schemas['api__rosters__RequestOf']
export type Segment = Schemas['SegmentOf']
export type Session = Schemas['Session']
export type SetUp = Schemas['SetUp']
export type SignIns = Schemas['SignInsOf']
export type Site = Schemas['Site']
export type State = Schemas['State']
export type Submitted = Schemas['Submitted']
export type Task = Schemas['TaskOf']
export type Uploaded = Schemas['Uploaded']
export type Week = Schemas['WeekOf']
export type WeekRow = Schemas['RowOf']

export type Look = Schemas['LookOf']
export type Looks = Schemas['LooksOf']
export type Reporter = Schemas['Reporter']
export type Telling = Schemas['TellingOf']
export type Told = Schemas['Told']
export type OwnTask = Schemas['OwnTask']

export type Lamp = Item['lamp']
export type Stage = Item['stage']

/** How the city is kept. */
export type KeptChanged = Schemas['ChangedOf']
export type Kept = Schemas['Kept']
export type Consequences = Schemas['ConsequencesOf']
export type StaffRow = Schemas['StaffOf']
export type Staff = Schemas['StaffWhole']
export type StaffPage = Schemas['StaffPage']
export type HeldPost = Schemas['HeldOf']
export type KeptUnits = Schemas['KeptUnits']
export type KeptUnit = Schemas['KeptUnit']
export type KeptGrid = Schemas['KeptGrid']
export type ChangeRow = Schemas['ChangeRow']
export type ChangeRows = Schemas['ChangeRows']
