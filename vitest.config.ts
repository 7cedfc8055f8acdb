/** Every test but the browser's: `npm test`. Results also go to test-report.json, which .ci/run counts. */
import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a moto_server; empty where there is none. */
    moto: string;
    /** Folder with emulate and a Node for it; empty where there is none. */
    emulate: string;
  }
}

// biome-ignore lint/style/noDefaultExport: vitest reads its configuration from the default export
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'node_modules/**'],
    setupFiles: ['test/seed.ts'],
    // A promise rejected with nobody waiting fails the run, even when every test passed.
    dangerouslyIgnoreUnhandledErrors: false,
    reporters: ['default', ['json', { outputFile: 'test-report.json' }]],
    pool: 'forks',
    maxWorkers: 2,
    // Generous: a slow machine is no fault of the code, and nothing here measures time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // biome-ignore lint/style/noProcessEnv: which emulators are installed is no matter of the product's configuration
    provide: { moto: process.env.DRAWBRIDGE_MOTO ?? '', emulate: process.env.DRAWBRIDGE_EMULATE ?? '' },
  },
});
