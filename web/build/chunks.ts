import type { Rolldown } from 'vite'

/** Which files the pages come in. A browser asks for six at a time and waits for each, so what every page needs comes
 * in one file, and what an informant's start needs besides in another. The rest comes as it is needed. */
export const chunks: Rolldown.CodeSplittingOptions = {
  groups: [
    {
      debugName: 'start',
      name: (id, ctx) => (within('/src/start.ts', id, ctx) ? 'start' : null),
      priority: 3,
    },
    { debugName: 'core', name: (id, ctx) => (within('/src/main.ts', id, ctx) ? 'core' : null), priority: 2 },
    {
      debugName: 'street',
      name: (id, ctx) => (within('/src/pages/StreetPage.vue', id, ctx) ? 'street' : null),
      priority: 1,
    },
  ],
}

const HOME = decodeURIComponent(new URL('..', import.meta.url).pathname).replace(/\/$/, '')
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
