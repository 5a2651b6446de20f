import type { PlacingStore } from "../storage/destination/destination_store.ts";

/** A store that is still being opened: whoever asks something of it waits until it is there. */
export function lateStore(opened: () => Promise<PlacingStore>): PlacingStore {
  return {
    find: async (transfer) => await (await opened()).find(transfer),
    open: async (transfer) => await (await opened()).open(transfer),
    at: (destination) => ({
      open: async (transfer) => await (await opened()).at(destination).open(transfer),
    }),
  };
}
