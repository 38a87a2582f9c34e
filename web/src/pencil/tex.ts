// LaTeX of the server's, prepared for the page.

const TOKEN = /\\[a-zA-Z]+|\\.|./gs;

/**
 * The same with places where a long product may go on in the next line: behind a parenthesis that
 * closes outside of all others. Elsewhere KaTeX breaks at = and at operators by itself.
 */
export function breakable(tex: string): string {
  let depth = 0;
  let written = "";
  let isBehind = false; // behind the sign of a \right
  for (const token of tex.match(TOKEN) ?? []) {
    if (token === "{" || token === "\\left") depth += 1;
    else if (token === "}") depth -= 1;
    written += token;
    if (isBehind) {
      depth -= 1;
      if (depth === 0) written += "\\allowbreak ";
    }
    isBehind = token === "\\right";
  }
  return written;
}
