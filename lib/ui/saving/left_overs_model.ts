import { type ReadonlySignal, signal } from "@preact/signals";
import { opfsDirectories } from "../../storage/opfs/opfs_directories.ts";
import { clearLeftOvers, findLeftOvers } from "../../storage/opfs/left_overs.ts";
import type { ReceivedDirectories } from "../../storage/opfs/received_before.ts";
import type { LeftOvers } from "../facts/transfer_facts.ts";

/** What is left of earlier transfers, and removing it. */
export interface LeftOversModel {
  /** `undefined` before there was a look, and where there is nothing. */
  readonly leftOvers: ReadonlySignal<LeftOvers | undefined>;
  /** Looks again. */
  look(): Promise<void>;
  /** Removes all of it. */
  clear(): Promise<void>;
}

/** @param sessionId the page's own, whose transfers it may go on with */
export function leftOversModel(
  sessionId: string,
  directories: ReceivedDirectories = opfsDirectories(),
): LeftOversModel {
  const leftOvers = signal<LeftOvers | undefined>(undefined);
  const look = async () => {
    // Where the browser forbids storage, nothing can be left.
    const found = await findLeftOvers(directories, sessionId, Date.now()).catch(() => undefined);
    if (found && (found.bytes > 0 || leftOvers.peek())) leftOvers.value = found;
  };
  return {
    leftOvers,
    look,
    async clear() {
      await clearLeftOvers(directories, sessionId, Date.now()).catch(() => undefined);
      await look();
    },
  };
}
