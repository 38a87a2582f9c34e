/** A page in a frame, whose parent passes messages on: a notebook's cell (`widget.ts`). */
import type { Channel, Hearing, Host, Touched } from "../host";
import type { Language } from "../texts";

type Texts = Readonly<Record<string, string>>;

/** What the parent says first. */
interface Welcome {
  readonly page: string;
  readonly messages: Readonly<Record<Language, Texts>>;
  /** Whether the page only shows a training that it cannot touch. */
  readonly isWatched: boolean;
}

/** An answer, a frame, or why there is no session any more. */
type Said = string | ArrayBuffer | { readonly closed: string };

export class Parent implements Host {
  readonly addresses = undefined;
  readonly recorded = undefined;

  private constructor(
    private readonly welcome: Welcome,
    private readonly port: MessagePort,
  ) {}

  /** Resolves when the parent has given its end of a channel: `postMessage(welcome, "*", [port])`. */
  static met(): Promise<Parent> {
    return new Promise((resolve) => {
      const hear = ({ source, data, ports }: MessageEvent<Welcome>) => {
        if (source !== parent || ports.length === 0) return;
        removeEventListener("message", hear);
        resolve(new Parent(data, ports[0]!));
      };
      addEventListener("message", hear);
      parent.postMessage("glassnet-ready", "*");
    });
  }

  get page(): string {
    return this.welcome.page;
  }

  get isWatched(): boolean {
    return this.welcome.isWatched;
  }

  connect(language: Language, hearing: Hearing): Channel {
    this.port.onmessage = ({ data }: MessageEvent<Said>) => {
      if (typeof data === "object" && "closed" in data) hearing.closed(data.closed);
      else hearing.came(data);
    };
    this.port.postMessage({ open: language });
    return {
      send: (text) => this.port.postMessage(text),
      close: () => {
        this.port.postMessage("");
        hearing.closed("");
      },
    };
  }

  messages(language: Language): Promise<Texts> {
    return Promise.resolve(this.welcome.messages[language]);
  }

  touched(what: Touched | null): void {
    this.port.postMessage({ touched: what });
  }
}
