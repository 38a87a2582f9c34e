import { defineConfig } from "vite";

// The module of the notebook's widget, which holds the page of embedded.html in a frame.
export default defineConfig({
  build: {
    outDir: "../src/glassnet/page/static",
    emptyOutDir: false,
    target: "es2023",
    reportCompressedSize: false,
    lib: { entry: "src/widget.ts", formats: ["es"], fileName: () => "widget.js" },
  },
});
