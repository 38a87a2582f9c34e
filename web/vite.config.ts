import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The server's Content-Security-Policy allows scripts, styles and fonts from files of the page
// alone: nothing may be written into index.html or into a style sheet.
export default defineConfig({
  base: "./",
  plugins: [svelte()],
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
