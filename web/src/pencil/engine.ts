// KaTeX with its style sheet: loaded when the first formula is shown.
import "katex/dist/katex.min.css";

export { render } from "katex";
