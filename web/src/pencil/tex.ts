// LaTeX of the server's, prepared for the page.

const TOKEN = /\\[a-zA-Z]+|\\.|./gs;

/**
 * The same with places where a long product may go on in the next line: behind a parenthesis that
 * closes outside of all others. Elsewhere KaTeX breaks at = and at operators by itself.
 */
export function breakable(tex: string): string {
  const tokens = tex.match(TOKEN) ?? [];
  let depth = 0;
  let written = "";
  tokens.forEach((token, place) => {
    const closes = tokens[place - 1] === "\\right"; // this is the sign that it closes with
    if (token === "{" || token === "\\left") depth += 1;
    else if (token === "}" || closes) depth -= 1;
    written += token;
    const isRaised = /[\^_]/.test(tokens[place + 1] ?? "");
    if (closes && depth === 0 && !isRaised) written += "\\allowbreak ";
  });
  return written;
}
