import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Vite empties dist before a build; Go's embed needs a file to be there always.
const keepPlaceholder = {
  name: 'keep-placeholder',
  generateBundle(this: { emitFile(f: { type: 'asset'; fileName: string; source: string }): string }) {
    this.emitFile({ type: 'asset', fileName: 'placeholder', source: 'The web UI is built here by: npm run build\n' });
  },
};

export default defineConfig({
  plugins: [react(), keepPlaceholder],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  preview: { proxy: { '/api': process.env.TAMGA_URL ?? 'http://127.0.0.1:8080' } },
  server: { proxy: { '/api': process.env.TAMGA_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'], environment: 'node' },
});
