import type { ManifestOptions } from 'vite-plugin-pwa'

/** How a phone shows the installed pages. */
export const manifest: Partial<ManifestOptions> = {
  id: '/',
  name: 'Gridward',
  short_name: 'Gridward',
  description: '网格事件上报与处置 · Grid event reporting',
  lang: 'zh-CN',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: '#f6f7f9',
  theme_color: '#0b63ce',
  icons: [
    { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
  shortcuts: [{ name: '上报', short_name: '上报', url: '/report' }],
}
