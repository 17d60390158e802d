import type { Rolldown } from 'vite'

const HOME = decodeURIComponent(new URL('..', import.meta.url).pathname).replace(/\/$/, '')
const START = `${HOME}/src/start.ts`
/** What the residents' pages begin with, at once or later. */
const DOOR = [
  '/src/door/start.ts',
  '/src/door/ReportAtDoor.vue',
  '/src/door/PlaceAtDoor.vue',
  '/src/door/FollowPage.vue',
  '/src/door/ReceiptCard.vue',
  '/src/catalogue/CategorySearch.vue',
]
const OTHERS = ['/src/main.ts', '/src/pages/StreetPage.vue']

const any = (starts: readonly string[], id: string, ctx: Rolldown.ChunkingContext) =>
  starts.some((start) => within(start, id, ctx))

/** Which files the pages come in. A browser asks for six at a time and waits for each, so what every page needs comes
 * in one file, and what an informant's start needs besides in another; what the residents' small pages need too stands
 * apart. The rest comes as it is needed. */
export const chunks: Rolldown.CodeSplittingOptions = {
  groups: [
    {
      // What begins one kind of page must not run on the other: what both begin with stands apart from it.
      debugName: 'tongue',
      name: (id, ctx) => (id !== START && within('/src/start.ts', id, ctx) ? 'tongue' : null),
      priority: 4,
    },
    { debugName: 'start', name: (id) => (id === START ? 'start' : null), priority: 3 },
    {
      debugName: 'base',
      name: (id, ctx) => (any(DOOR, id, ctx) && any(OTHERS, id, ctx) ? 'base' : null),
      priority: 2.5,
    },
    { debugName: 'core', name: (id, ctx) => (within('/src/main.ts', id, ctx) ? 'core' : null), priority: 2 },
    {
      debugName: 'street',
      name: (id, ctx) => (within('/src/pages/StreetPage.vue', id, ctx) ? 'street' : null),
      priority: 1,
    },
  ],
}

const closures = new Map<string, Set<string>>()

/** Whether a module comes with another one in any case: imported by it, or by what it imports. */
function within(start: string, id: string, ctx: Rolldown.ChunkingContext): boolean {
  const entry = `${HOME}${start}`
  let closure = closures.get(entry)
  if (!closure) {
    closure = new Set()
    const todo = [entry]
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (closure.has(next)) continue
      closure.add(next)
      todo.push(...(ctx.getModuleInfo(next)?.importedIds ?? []))
    }
    closures.set(entry, closure)
  }
  return closure.has(id)
}
