import { env } from 'node:process'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the gateway listens while developing: its `publicOrigin`. */
const gateway = env['NEWSROOM_GATEWAY'] ?? 'http://localhost:8080'

/** The gateway demands its own origin and one header of every call; the page's development server stands in between. */
const proxied = { target: gateway, changeOrigin: true, headers: { origin: gateway } }

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    sourcemap: false,
    // The content security policy is `default-src 'self'`: no data: addresses, no script but our files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/auth': proxied, '/api': proxied } },
})
