import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

/** Scripts and styles go into the HTML, which then needs no other file. */
const oneFile: Plugin = {
  name: "one-file",
  enforce: "post",
  generateBundle(_, bundle) {
    const html = Object.values(bundle).find(({ fileName }) => fileName.endsWith(".html"));
    if (html?.type !== "asset") throw new Error("there is no page");
    let text = String(html.source);
    for (const [name, part] of Object.entries(bundle)) {
      if (part === html) continue;
      const isScript = part.type === "chunk";
      const content = isScript ? part.code.replaceAll("</script", "<\\/script") : String(part.source);
      const tag = isScript ? "script" : "style";
      const element = new RegExp(`<(script|link)[^>]*${part.fileName}[^>]*>(</script>)?`);
      if (!element.test(text)) continue;
      const type = isScript ? ' type="module"' : "";
      text = text.replace(element, "");
      text = text.replace("</body>", () => `<${tag}${type}>${content}</${tag}></body>`);
      delete bundle[name];
    }
    html.source = text;
  },
};

// One HTML file for where there is no server: a notebook's cell.
export default defineConfig({
  base: "./",
  plugins: [svelte(), oneFile],
  build: {
    outDir: "../src/glassnet/page/static",
    emptyOutDir: false,
    assetsInlineLimit: Infinity,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    target: "es2023",
    reportCompressedSize: false,
    rolldownOptions: { input: "embedded.html", output: { codeSplitting: false } },
  },
});
