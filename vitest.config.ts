import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        // Pure code: the files share a process, since starting one a file would take longer than the tests.
        test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], isolate: false },
      },
      {
        extends: true,
        // Each file starts servers and workers of its own, so each has a process of its own.
        test: {
          name: 'services',
          include: ['tests/{contract,faults,end-to-end}/**/*.test.ts'],
          pool: 'forks',
        },
      },
    ],
  },
});
