// A browser starts no worker for a page that was opened from the disk. The search's worker then runs in
// a hidden frame, which is given what a worker has.
if (location.protocol === "file:") {
  const load = (inside, url) =>
    new Promise((loaded, failed) => {
      const script = inside.document.createElement("script");
      Object.assign(script, { src: url, onload: loaded, onerror: failed });
      inside.document.body.append(script);
    });

  // The search asks for the second name, to find its own files.
  window.Worker = window.IFrameWorker = class extends EventTarget {
    #frame = document.createElement("iframe");
    #loaded;

    constructor(url) {
      super();
      this.onmessage = null;
      this.#frame.hidden = true;
      document.body.append(this.#frame);
      const inside = this.#frame.contentWindow;
      inside.importScripts = async (...urls) => {
        for (const each of urls) await load(inside, each);
      };
      inside.postMessage = (data) => {
        const message = new MessageEvent("message", { data });
        this.dispatchEvent(message);
        this.onmessage?.(message);
      };
      this.#loaded = load(inside, url);
    }

    async postMessage(data) {
      await this.#loaded;
      this.#frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
    }

    terminate() {
      this.#frame.remove();
    }
  };
}
