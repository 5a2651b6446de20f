import { FlowControlledLane } from "../peer/lanes/flow_controlled_lane.ts";
import type { LaneHandle } from "../peer/lanes/lane_handle.ts";
import type { Clock } from "../base/clock.ts";
import type { OutgoingFile } from "../transfer/ports.ts";
import { FileSender } from "../transfer/send/file_sender.ts";
import { ReadDigests } from "../transfer/send/read_digests.ts";
import { SharedReads } from "../transfer/send/shared_reads.ts";
import { isOver } from "../transfer/state.ts";
import { webDigest } from "../transfer/web_digest.ts";
import type { ServedShare } from "../ui/send/recipient_service.ts";

/** Makes a lane where the engines are: in the same thread. */
export function createLane(options: ConstructorParameters<typeof FlowControlledLane>[0]) {
  return new FlowControlledLane(options);
}

/** The lane that {@linkcode createLane} made. */
export function laneOf(handle: LaneHandle): FlowControlledLane {
  if (handle instanceof FlowControlledLane) return handle;
  throw new TypeError("Cannot use a lane: it wasn't made here");
}

/**
 * Engines that send the same files to each recipient of a share. What several of them want at the same
 * time is read and hashed once.
 */
export function servedFiles(
  files: readonly OutgoingFile[],
  transferId: string,
  clock: Clock,
): ServedShare {
  const readDigests = new ReadDigests();
  const sharedReads = new SharedReads(webDigest);
  return {
    createSender: ({ onState, ...options }) => {
      const { leave, ...reader } = sharedReads.join(transferId, files);
      const engine = new FileSender({
        ...options,
        ...reader,
        transferId,
        clock,
        readDigests,
        onState: (state) => {
          if (isOver(state)) leave();
          onState(state);
        },
      });
      const addLane = engine.addLane.bind(engine);
      return Object.assign(engine, { addLane: (lane: LaneHandle) => addLane(laneOf(lane)) });
    },
  };
}
