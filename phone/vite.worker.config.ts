// The service worker, one file, built after the app because it carries the list of the app's files. What was built is
// then packed beside itself, for lines that pay by the byte.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const BUILT = new URL("./dist/", import.meta.url);
const PACKS = /\.(html|js|css|svg|webmanifest|json)$/;
const PACKED = /\.(gz|br)$/;

type Kept = { url: string; revision?: string };

function built(): string[] {
  const found = readdirSync(BUILT, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map((entry) =>
    `${entry.parentPath}/${entry.name}`.slice(BUILT.pathname.length).replace(/^\//, ""),
  );
  return paths.filter((path) => !PACKED.test(path) && path !== "sw.js").sort();
}

/** Every file of the app. A hashed name says by itself which version it is; the others are told apart by content. */
function kept(): Kept[] {
  return built().map((path) => {
    const url = `/campo/${path === "index.html" ? "" : path}`;
    if (path.startsWith("assets/")) return { url };
    const content = readFileSync(new URL(path, BUILT));
    return { url, revision: createHash("sha256").update(content).digest("hex").slice(0, 16) };
  });
}

const packs: Plugin = {
  name: "packs",
  closeBundle() {
    for (const path of [...built(), "sw.js"].filter((path) => PACKS.test(path))) {
      const content = readFileSync(new URL(path, BUILT));
      writeFileSync(new URL(`${path}.gz`, BUILT), gzipSync(content, { level: 9 }));
      writeFileSync(new URL(`${path}.br`, BUILT), brotliCompressSync(content));
    }
  },
};

export default defineConfig({
  base: "/campo/",
  publicDir: false,
  define: { KEPT: JSON.stringify(kept()), "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    emptyOutDir: false,
    lib: { entry: "src/worker/sw.ts", formats: ["iife"], name: "campo", fileName: () => "sw.js" },
  },
  plugins: [packs],
});
