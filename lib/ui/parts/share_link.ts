/**
 * Copies text to the clipboard.
 *
 * @returns `false` where the browser doesn't let it; the reader can still copy by hand.
 */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // No permission, no focus, or no clipboard: the same to the reader.
  }
}

/** Opens the system's share sheet; `undefined` where there is none. */
export function shareSheet(): ((url: string) => void) | undefined {
  if (typeof navigator === "undefined" || typeof navigator.share !== "function") return undefined;
  return (url) => {
    navigator.share({ url }).catch(() => undefined); // Dismissed: the link is still on the page.
  };
}
