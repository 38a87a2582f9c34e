import { readFileSync } from "node:fs";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** The fonts of KaTeX that formulas of calculus need, and of each the one form that is in use. */
const FONTS = /KaTeX_(Main-Regular|Math-Italic|Size[1-4]-Regular)\.woff2/;

const fewFonts: Plugin = {
  name: "few-fonts",
  enforce: "pre",
  transform(code, id) {
    if (!id.includes("katex") || !id.endsWith(".css")) return undefined;
    return code.replace(/@font-face\s*\{[^}]*\}/g, (face) =>
      FONTS.test(face) ? face.replace(/,\s*url\([^)]*\.(woff|ttf)\) format\("\w+"\)/g, "") : "",
    );
  },
};

/** The font comes through a style sheet, which `build.license` does not look into. */
const fontLicense: Plugin = {
  name: "font-license",
  generateBundle() {
    const source = readFileSync("node_modules/inter-ui/LICENSE.txt", "utf8");
    this.emitFile({ type: "asset", fileName: "LICENSE-Inter.txt", source });
  },
};

// The server's Content-Security-Policy allows scripts, styles and fonts from files of the page
// alone: nothing may be written into index.html or into a style sheet.
export default defineConfig({
  base: "./",
  plugins: [fewFonts, fontLicense, svelte()],
  build: {
    license: { fileName: "LICENSES.md" }, // of all that the page is made of
    outDir: "../src/glassnet/page/static",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0, // a font as `data:` would be refused
    modulePreload: { polyfill: false },
    target: "es2023",
    reportCompressedSize: false,
  },
});
