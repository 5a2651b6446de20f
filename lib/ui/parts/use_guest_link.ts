import { useLayoutEffect } from "preact/hooks";

/** What a guest's page does with its link: the model of a receiver or a viewer. */
export interface LinkOpener {
  open(hash: string): void;
  reopen(hash: string): void;
}

/** Opens the link of a guest's page, once its network is there. */
export function useGuestLink(network: { open(): void }, model: LinkOpener): void {
  // Before the first painting, not after it: that takes as long as half the way to the owner.
  useLayoutEffect(() => {
    network.open();
    model.open(location.hash);
    // The whole link is pasted into the tab that says what its end was cut off: no page is loaded for that.
    const reopen = () => model.reopen(location.hash);
    addEventListener("hashchange", reopen);
    return () => removeEventListener("hashchange", reopen);
  }, []);
}
