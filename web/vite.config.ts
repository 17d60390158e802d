import { quasar } from '@quasar/vite-plugin'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

import { messages } from './build/messages.ts'

// Quasar's own style sheets are written for an older Sass; its warnings are not ours to heed.
const silenceDeprecations = ['import', 'global-builtin', 'color-functions', 'if-function'] as const

export default defineConfig({
  plugins: [vue(), quasar({ sassVariables: false }), messages()],
  resolve: { alias: { '@': '/src' } },
  css: { preprocessorOptions: { sass: { silenceDeprecations: [...silenceDeprecations], quietDeps: true } } },
  define: {
    __VUE_OPTIONS_API__: false, // neither the kit nor the pages are written with it
    __INTLIFY_DROP_MESSAGE_COMPILER__: true, // build/messages.ts compiles them beforehand
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  // No data: URLs, so that the content security policy can do without them.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
