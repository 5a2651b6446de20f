import type { ReadonlySignal } from "@preact/signals";

/**
 * Copies text to the clipboard.
 *
 * @returns `false` where the browser doesn't let it; the reader can still copy by hand.
 */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // No permission, no focus, or no clipboard: the same to the reader.
  }
}

/** Opens the system's share sheet; `undefined` where there is none. */
function shareSheet(): ((url: string) => void) | undefined {
  if (typeof navigator === "undefined" || typeof navigator.share !== "function") return undefined;
  return (url) => {
    navigator.share({ url }).catch(() => undefined); // Dismissed: the link is still on the page.
  };
}

/** What a page lets its reader do with its link. */
export interface LinkActions {
  /** Copies it; `false` where the browser didn't let it. */
  copyLink(): Promise<boolean>;
  /** Opens the system's share sheet; left out where there is none. */
  shareLink?: (() => void) | undefined;
}

/** Those with the link that a page shows by then. */
export function linkActions(
  state: ReadonlySignal<{ readonly kind: string; readonly link?: string | undefined }>,
): LinkActions {
  const share = shareSheet();
  const link = () => state.peek().link ?? "";
  return {
    copyLink: () => copyText(link()),
    shareLink: share && (() => share(link())),
  };
}
