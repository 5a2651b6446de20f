import type { SinkFactory, TransferStore } from "../ports.ts";

/** A store for sinks that don't outlive their page: it goes on with nothing. */
export function keepNothing<Saved>(sinks: SinkFactory<Saved>): TransferStore<Saved> {
  return {
    find: () => Promise.resolve(false),
    async open({ files }) {
      await sinks.reserve(files);
      return {
        open: (index, file) => sinks.open(index, file),
        async *notes() {},
        restored: () => undefined,
        wasSaved: () => false,
        noteBlock: () => {},
        noteSaved: () => {},
        end: () => Promise.resolve(),
      };
    },
  };
}
