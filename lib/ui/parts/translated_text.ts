/**
 * Lets a browser's translator work on a page that goes on changing. A translator takes the page's text
 * nodes out and puts elements with other words in their places. Whatever the page then writes into its
 * own nodes is seen by nobody, and to insert before one of them throws.
 *
 * So the page's own nodes are put back for as long as Preact renders, and where one is written to. What
 * was left as it was gets its translation back within the same task, before anything is drawn; what has
 * changed is seen, and the translator has it to do again.
 * @module
 */
import { options } from "preact";

/** The schedule of Preact's own: after what runs now. */
type Schedule = NonNullable<typeof options.debounceRendering>;

/** What stands in place of a text node of the page's own. */
interface Translation {
  readonly inPlace: Element;
  /** What the page had written. */
  readonly words: string;
}

/**
 * Watches a part of the page for a translator's work.
 *
 * @returns ends it, and leaves what is translated as it is
 */
export function keepOwnText(root: Node): () => void {
  const translations = new Map<Text, Translation>();
  /** Elements that somebody else has put in just now: a translator may do so before it takes the text out. */
  const strangers = new WeakSet<Node>();
  const observer = new MutationObserver(note);
  observer.observe(root, { childList: true, subtree: true });

  function note(records: readonly MutationRecord[]): void {
    for (const record of records) {
      if (record.type === "characterData") written(record.target as Text);
      else replaced(record);
    }
  }

  function replaced({ addedNodes, removedNodes, previousSibling, nextSibling }: MutationRecord) {
    for (const node of addedNodes) {
      if (node instanceof Element) strangers.add(node);
    }
    for (const node of removedNodes) {
      if (!(node instanceof Text)) continue;
      const inPlace = [...addedNodes, previousSibling, nextSibling]
        .find((other): other is Element => other instanceof Element && strangers.has(other));
      if (!inPlace) continue;
      translations.set(node, { inPlace, words: node.data });
      observer.observe(node, { characterData: true }); // A signal writes without rendering.
    }
  }

  function written(text: Text): void {
    const translation = translations.get(text);
    if (translation && text.data !== translation.words) asOwn(() => putBack(text, translation));
  }

  function putBack(text: Text, { inPlace }: Translation): void {
    translations.delete(text);
    if (inPlace.isConnected && !text.isConnected) inPlace.replaceWith(text);
  }

  /** Does what the observer isn't to take for a translator's work. */
  function asOwn(change: () => void): void {
    note(observer.takeRecords());
    change();
    observer.takeRecords();
  }

  function rendered(render: () => void): void {
    asOwn(() => {
      const before = [...translations];
      for (const [text, translation] of before) putBack(text, translation);
      render();
      for (const [text, translation] of before) {
        if (!text.isConnected || text.data !== translation.words) continue;
        text.replaceWith(translation.inPlace);
        translations.set(text, translation);
      }
    });
  }

  const { debounceRendering: before } = options;
  const schedule: Schedule = before ?? ((render) => void Promise.resolve().then(render));
  options.debounceRendering = (render) => schedule(() => rendered(render));
  return () => {
    observer.disconnect();
    if (before) options.debounceRendering = before;
    else delete options.debounceRendering;
  };
}
