import { defineConfig } from 'vitest/config'

/**
 * Four projects, by what they need: nothing · PostgreSQL · both runtimes · Chromium. The heavy ones run one
 * file at a time, after the others: two cores are all a CI machine has.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/support/template-cleanup.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/**/*.pg.test.ts', 'test/**/*.browser.test.ts', 'test/runtimes/**'],
          sequence: { groupOrder: 0 },
          // Left to itself, vitest gives a machine of two cores one worker.
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'postgres', include: ['test/**/*.pg.test.ts'], sequence: { groupOrder: 1 }, testTimeout: 30_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'runtimes',
          include: ['test/runtimes/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/**/*.browser.test.ts'],
          exclude: ['test/runtimes/**'],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
