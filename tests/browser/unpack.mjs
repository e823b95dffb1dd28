// Unpacks the browser of the npm package beside this file, with the libraries and fonts that a bare machine lacks.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

const folder = new URL("./chromium/", import.meta.url).pathname;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
// The package unpacks into the temporary folder, and brings its libraries only where it believes to be in a cloud.
process.env.TMPDIR = folder.slice(0, -1);
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs24.x";
const { default: chromium } = await import("@sparticuz/chromium");
await chromium.executablePath();
writeFileSync(
  `${folder}fonts.conf`,
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${folder}fonts</dir><dir>/usr/share/fonts</dir><cachedir>${folder}fonts-cache</cachedir></fontconfig>
`,
);
