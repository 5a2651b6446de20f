/** Why something that was given isn't in the list. */
export type IntakeProblem =
  /** More files, folders or letters in their names than a list may have; nothing of it was added. */
  | { readonly kind: "too-many" }
  /** These alone were left out: the first one's path, and how many there are. */
  | { readonly kind: OmissionReason; readonly path: string; readonly count: number }
  | { readonly kind: "text-too-long" }
  /** Something was dropped or pasted of which the browser can read nothing. */
  | { readonly kind: "nothing" }
  /** The part of the page that would take it can't be loaded. */
  | { readonly kind: "unavailable" };

/** Why one of many is left out. */
export type OmissionReason = "unreadable" | "path-too-long";

/** Counts what is left out of many. */
export class Omissions {
  readonly #noted = new Map<OmissionReason, { readonly path: string; count: number }>();

  note(kind: OmissionReason, path: string): void {
    const noted = this.#noted.get(kind);
    if (noted) noted.count++;
    else this.#noted.set(kind, { path, count: 1 });
  }

  get problems(): readonly IntakeProblem[] {
    return [...this.#noted].map(([kind, { path, count }]) => ({ kind, path, count }));
  }
}
