import type { TabStorage } from "../../ui/present/session_record.ts";

/** A tab: its storage and its address, which outlive a reload. */
export class FakeTabStorage implements TabStorage {
  readonly stored = new Map<string, string>();
  /** Whether the browser forbids storage. */
  isForbidden = false;
  readonly location = new URL("https://files.example.org/screen?lang=en");

  readonly history = {
    replaceState: (_data: unknown, _unused: string, url?: string | URL | null) => {
      this.location.href = new URL(url ?? "", this.location).href;
    },
  };

  readonly storage = {
    getItem: (name: string) => this.#permitted.get(name) ?? null,
    setItem: (name: string, text: string) => void this.#permitted.set(name, text),
    removeItem: (name: string) => void this.#permitted.delete(name),
  };

  get #permitted(): Map<string, string> {
    if (this.isForbidden) throw new DOMException("no storage here", "SecurityError");
    return this.stored;
  }
}
