import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// Vite empties dist before a build; Go's embed needs a file to be there always.
const keepPlaceholder = {
  name: 'keep-placeholder',
  generateBundle(this: { emitFile(f: { type: 'asset'; fileName: string; source: string }): string }) {
    this.emitFile({ type: 'asset', fileName: 'placeholder', source: 'The web UI is built here by: npm run build\n' });
  },
};

// The page of the API (public/docs) draws the OpenAPI document with Swagger UI, shipped, not fetched.
const apiDocs = {
  name: 'api-docs',
  generateBundle(this: { emitFile(f: { type: 'asset'; fileName: string; source: Uint8Array }): string }) {
    const find = createRequire(import.meta.url);
    for (const name of ['swagger-ui-bundle.js', 'swagger-ui.css'])
      this.emitFile({ type: 'asset', fileName: `docs/${name}`, source: readFileSync(find.resolve(`swagger-ui-dist/${name}`)) });
  },
};

export default defineConfig({
  plugins: [react(), keepPlaceholder, apiDocs],
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 900 },
  preview: { proxy: { '/api': process.env.TAMGA_URL ?? 'http://127.0.0.1:8080' } },
  server: { proxy: { '/api': process.env.TAMGA_URL ?? 'http://127.0.0.1:8080' } },
  test: { include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'], environment: 'node' },
});
