import type { SinkFactory, TransferStore } from "../transfer/ports.ts";
import type { Notes } from "./notes.ts";

const NO_NOTES: Notes = {
  async *notes() {},
  wasSaved: () => false,
  isOurs: () => false,
  noteBlock: () => {},
  noteSaved: () => {},
  noteOurs: () => {},
  end: () => Promise.resolve(),
};

/** A store for sinks that don't outlive their page: it goes on with nothing, and keeps no notes. */
export function keepNothing<Saved>(
  sinks: SinkFactory<Saved>,
): TransferStore<Saved> & { readonly openNotes: () => Promise<Notes> } {
  return {
    find: () => Promise.resolve(false),
    async open({ files }) {
      await sinks.reserve(files);
      return { ...NO_NOTES, open: sinks.open.bind(sinks), restored: () => undefined };
    },
    openNotes: () => Promise.resolve(NO_NOTES),
  };
}
