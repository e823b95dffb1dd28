import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // A busy machine may be ten times slower; nothing here waits for a clock.
    testTimeout: 60_000,
    include: ["tests/**/*.test.ts"],
  },
});
