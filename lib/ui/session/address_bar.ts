import { encodeLinkKey, parseLinkKey } from "../../security/link.ts";

/** The address of a page, as far as a key behind its `#` is concerned. */
export interface AddressBar {
  readonly location: Pick<Location, "hash" | "pathname" | "search">;
  readonly history: Pick<History, "replaceState">;
}

/** The key behind the `#` of the page's own address; `undefined` where there is none. */
export function keyInAddress({ location }: AddressBar): Uint8Array<ArrayBuffer> | undefined {
  return parseLinkKey(location.hash);
}

/**
 * Puts the key of a link behind the `#` of the page's own address, without which it wouldn't outlive
 * a reload: no storage may hold it. `undefined` takes it out again.
 */
export function showKey(addressBar: AddressBar, secret: Uint8Array<ArrayBuffer> | undefined): void {
  const { location, history } = addressBar;
  const hash = secret ? `#${encodeLinkKey(secret)}` : "";
  if (location.hash === hash) return;
  history.replaceState(null, "", `${location.pathname}${location.search}${hash}`);
}
