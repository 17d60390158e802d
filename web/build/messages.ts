import { baseCompile, type CompileOptions } from '@intlify/message-compiler'
import type { Plugin } from 'vite'

/** Message files (`src/messages/<language>/<area>.json`) are compiled here, so the browser never evaluates text as code. */
export function messages(): Plugin {
  return {
    name: 'gridward-messages',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/src\/messages\/\w+\/\w+\.json$/.test(id)) return null
      return { code: JSON.stringify(compiled(JSON.parse(code))), map: null }
    },
  }
}

/** Plain sentences stay text; those with places to fill in become the tree that vue-i18n interprets. */
function compiled(value: unknown): unknown {
  if (typeof value === 'string') return /[{}|@]/.test(value) ? tree(value) : value
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, compiled(inner)]))
}

function tree(message: string): unknown {
  // `mangle` and `minify` shorten the tree's names to those that the browser's half reads; the types leave them out.
  const options: CompileOptions & { mangle: boolean; minify: boolean } = {
    jit: true,
    mangle: true,
    minify: true,
    location: false,
    onError: (error) => {
      throw new Error(`${error.message}: ${message}`)
    },
  }
  const { ast } = baseCompile(message, options)
  const where = new Set(['start', 'end', 'loc'])
  return JSON.parse(JSON.stringify(ast, (key, value: unknown) => (where.has(key) ? undefined : value)))
}
