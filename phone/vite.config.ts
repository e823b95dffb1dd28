// The app: hashed files under /campo/assets/, and beside them what has a fixed name.
import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

export default defineConfig({
  base: "/campo/",
  build: { target: "es2022", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: { APP_VERSION: JSON.stringify(version()) },
});

/** The program's version: the changelog's first heading. */
function version(): string {
  const changelog = readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8");
  const heading = /^## (\d\S*)/m.exec(changelog);
  if (!heading?.[1]) throw new Error("Expected a heading with a version in CHANGELOG.md; found none.");
  return heading[1];
}
