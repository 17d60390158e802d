import { quasar } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'

import { chunks } from './build/chunks.ts'
import { early } from './build/early.ts'
import { manifest } from './build/manifest.ts'
import { messages } from './build/messages.ts'
import { shape } from './build/shape.ts'

// Quasar's own style sheets are written for an older Sass; its warnings are not ours to heed.
const silenceDeprecations = ['import', 'global-builtin', 'color-functions', 'if-function'] as const

/** Installable, and open without a network: `src/installed/` has the service worker and what the pages do with it. */
const installed = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/installed',
  filename: 'sw.ts',
  manifestFilename: 'manifest.json',
  manifest,
  injectRegister: false,
  injectManifest: {
    globPatterns: ['**/*.{html,js,css,svg,json}'],
    // The rules' editor and the charts of figures: of no use without a network.
    globIgnores: ['**/assets/editor-*.js', '**/assets/OverTimeChart-*.js'],
    rollupFormat: 'es',
  },
})

export default defineConfig({
  plugins: [vue(), quasar({ sassVariables: false }), messages(), early(), installed],
  resolve: { alias: { '@': '/src' } },
  css: { preprocessorOptions: { sass: { silenceDeprecations: [...silenceDeprecations], quietDeps: true } } },
  define: {
    __SHAPE__: JSON.stringify(shape()),
    __VUE_OPTIONS_API__: false, // neither the kit nor the pages are written with it
    __INTLIFY_DROP_MESSAGE_COMPILER__: true, // build/messages.ts compiles them beforehand
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  // No data: URLs, so that the content security policy can do without them.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'door.html'], output: { codeSplitting: chunks } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
