/** The part of `NetworkInformation` that tells one network from another; not every browser has it. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/**
 * Tells when this machine may have come to another network, or back to one: `online`, or another
 * kind of network (a phone goes from Wi-Fi to its provider's without being offline between). The
 * event behind the latter also tells of guesses at rate and delay, which are nobody's business here.
 */
export function onNetworkChange(tell: () => void, signal: AbortSignal): void {
  // Node has neither.
  globalThis.addEventListener?.("online", tell, { signal });
  const { connection } = (globalThis.navigator ?? {}) as {
    readonly connection?: NetworkInformation;
  };
  let type = connection?.type;
  connection?.addEventListener("change", () => {
    if (connection.type === type) return;
    type = connection.type;
    tell();
  }, { signal });
}

/** Tells when the page is shown again: until then the browser may have stopped it altogether. */
export function onShownAgain(tell: () => void, signal: AbortSignal): void {
  globalThis.document?.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") tell();
  }, { signal });
}
