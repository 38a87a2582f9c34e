import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** KaTeX has each font in three formats, 1.2 MB; every browser that runs this page reads woff2. */
const woff2Only: Plugin = {
  name: "woff2-only",
  enforce: "pre",
  transform: (code, id) =>
    /katex.*\.css$/.test(id)
      ? { code: code.replace(/,\s*url\([^)]*\.(woff|ttf)\)\s*format\([^)]*\)/g, ""), map: null }
      : null,
};

// The server's Content-Security-Policy allows scripts, styles and fonts from files of the page
// alone: nothing may be written into index.html or into a style sheet.
export default defineConfig({
  base: "./",
  plugins: [svelte(), woff2Only],
  build: {
    outDir: "../src/glassnet/studio/static",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0, // a font as `data:` would be refused
    modulePreload: { polyfill: false },
    target: "es2023",
    reportCompressedSize: false,
  },
});
