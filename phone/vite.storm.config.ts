// The phone without its screens, for tests/phone/test_storms.py.
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    target: "esnext",
    outDir: "node_modules/.storm",
    minify: false,
    lib: { entry: "tests/storm/rig.ts", formats: ["iife"], name: "storm", fileName: () => "rig.js" },
  },
});
