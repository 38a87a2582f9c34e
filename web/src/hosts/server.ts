/** A page that `glassnet studio` serves. */
import type { Addresses, Channel, Hearing, Host } from "../host";
import type { Language } from "../texts";

const TRY_LATER = 1013; // a WebSocket's code: the server lets no more pages in
const PAGE = "glassnet-page";

export class Server implements Host {
  readonly page = pageName();
  readonly recorded = undefined;

  connect(language: Language, hearing: Hearing): Channel {
    const url = address("session");
    url.protocol = url.protocol.replace("http", "ws");
    url.search = new URLSearchParams({ page: this.page, language }).toString();
    const socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => hearing.came(data);
    socket.onclose = ({ code, reason }) => hearing.closed(code === TRY_LATER ? reason : "");
    return socket;
  }

  async messages(language: Language): Promise<Readonly<Record<string, string>>> {
    const response = await fetch(address(`messages/${language}.json`));
    if (!response.ok) throw new Error(`messages/${language}.json: ${response.status}`);
    return (await response.json()) as Record<string, string>;
  }

  get addresses(): Addresses {
    return {
      board: address(`tensorboard/${this.page}/`).href,
      file: (kind) => address(`take/${kind}?page=${this.page}`).href,
    };
  }
}

const address = (path: string) => new URL(path, document.baseURI);

/**
 * The name of this tab's session, which a reload keeps. It is stored only between two loads: a
 * browser that duplicates a tab copies what is stored, and two tabs cannot share a session.
 */
export function pageName(): string {
  const name = sessionStorage.getItem(PAGE) ?? crypto.randomUUID();
  sessionStorage.removeItem(PAGE);
  addEventListener("pagehide", () => sessionStorage.setItem(PAGE, name));
  return name;
}
