/** A page in a frame, whose parent passes messages on: a notebook's cell. */
import type { Channel, Hearing, Host } from "../host";
import type { Language } from "../texts";

type Texts = Readonly<Record<string, string>>;

/** What the parent says first. */
interface Welcome {
  readonly page: string;
  readonly messages: Readonly<Record<Language, Texts>>;
}

export class Parent implements Host {
  readonly addresses = undefined;
  readonly recorded = undefined;

  private constructor(
    readonly page: string,
    private readonly texts: Welcome["messages"],
    private readonly port: MessagePort,
  ) {}

  /** Resolves when the parent has given its end of a channel: `postMessage(welcome, "*", [port])`. */
  static met(): Promise<Parent> {
    return new Promise((resolve) => {
      const hear = ({ source, data, ports }: MessageEvent<Welcome>) => {
        if (source !== parent || ports.length === 0) return;
        removeEventListener("message", hear);
        resolve(new Parent(data.page, data.messages, ports[0]!));
      };
      addEventListener("message", hear);
      parent.postMessage("glassnet-ready", "*");
    });
  }

  connect(language: Language, hearing: Hearing): Channel {
    this.port.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => hearing.came(data);
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
    return Promise.resolve(this.texts[language]);
  }
}
