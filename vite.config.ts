import { defineConfig } from 'vitest/config'

// The builds call Vite from src/build; what is left here is how the unit tests run.
export default defineConfig({
  cacheDir: 'build/vite',
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'workers/**/*.test.ts'],
    environment: 'node',
    testTimeout: 30_000,
    // One file that leaks into the next would make a claim hold by accident.
    isolate: true,
    passWithNoTests: false,
  },
})
