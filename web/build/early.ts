import type { Plugin } from 'vite'

/** Has the browser fetch what every page needs while it still reads the index: it comes by `import()`, and would be
 * asked for only then. */
export function early(): Plugin {
  return {
    name: 'gridward-early',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle, filename }) {
        if (!filename.endsWith('/index.html')) return []
        const core = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === 'core')
        if (core?.type !== 'chunk') return []
        const styles = [...(core.viteMetadata?.importedCss ?? [])]
        const scripts = [core.fileName, ...core.imports]
        const link = (attrs: Record<string, string>) => ({
          tag: 'link',
          attrs: { crossorigin: '', ...attrs },
          injectTo: 'head' as const,
        })
        return [
          ...scripts.map((file) => link({ rel: 'modulepreload', href: `/${file}` })),
          ...styles.map((file) => link({ rel: 'stylesheet', href: `/${file}` })),
        ]
      },
    },
  }
}
