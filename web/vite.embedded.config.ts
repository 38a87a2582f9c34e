import { createHash } from "node:crypto";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * Scripts and styles go into the HTML, which then needs no other file; and a policy, which lets it
 * load nothing else and run no other script.
 */
const oneFile: Plugin = {
  name: "one-file",
  enforce: "post",
  generateBundle(_, bundle) {
    const html = Object.values(bundle).find(({ fileName }) => fileName.endsWith(".html"));
    if (html?.type !== "asset") throw new Error("there is no page");
    let text = String(html.source);
    const allowed = { script: "", style: "" };
    for (const [name, part] of Object.entries(bundle)) {
      if (part === html) continue;
      const isScript = part.type === "chunk";
      const content = isScript ? part.code.replaceAll("</script", "<\\/script") : String(part.source);
      const tag = isScript ? "script" : "style";
      const element = new RegExp(`<(script|link)[^>]*${part.fileName}[^>]*>(</script>)?`);
      if (!element.test(text)) continue;
      const type = isScript ? ' type="module"' : "";
      allowed[tag] += ` ${hash(content)}`;
      text = text.replace(element, "");
      text = text.replace("</body>", () => `<${tag}${type}>${content}</${tag}></body>`);
      delete bundle[name];
    }
    const policy = [
      "default-src 'none'",
      `script-src${allowed.script}`,
      `style-src${allowed.style}`,
      "font-src data:",
      "img-src data: blob:",
      "base-uri 'none'",
      "form-action 'none'",
    ].join("; ");
    const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}" />`;
    html.source = text.replace("<head>", () => `<head>\n    ${meta}`);
  },
};

// One HTML file for where there is no server: a notebook's cell.
export default defineConfig({
  base: "./",
  plugins: [svelte(), oneFile],
  // A third of the font's bytes: what it lacks comes from the fonts of the system.
  resolve: {
    alias: {
      "inter-ui/variable/InterVariable.woff2": "inter-ui/variable-latin/InterVariable-subset.woff2",
    },
  },
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
