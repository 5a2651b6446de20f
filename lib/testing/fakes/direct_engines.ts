import type { Clock } from "../../base/clock.ts";
import { FlowControlledLane } from "../../peer/lanes/flow_controlled_lane.ts";
import type { LaneHandle } from "../../peer/lanes/lane_handle.ts";
import type { Destination } from "../../storage/destination/destination.ts";
import type { PlacingStore } from "../../storage/destination/destination_store.ts";
import type { ReceivedFile } from "../../storage/received_file.ts";
import { outgoingFiles } from "../../storage/sources/blob_source.ts";
import type { Lane } from "../../transfer/ports.ts";
import { FileReceiver } from "../../transfer/receive/file_receiver.ts";
import { FileSender } from "../../transfer/send/file_sender.ts";
import { ReadDigests } from "../../transfer/send/read_digests.ts";
import { SharedReads } from "../../transfer/send/shared_reads.ts";
import { isOver } from "../../transfer/state.ts";
import type { Engines } from "../../worker/engines.ts";
import { FakeLane } from "./fake_meeting.ts";
import { syncDigest } from "./memory_ports.ts";

/**
 * Engines without a host, for tests of models: each call takes effect before it returns, so that a test
 * sees what a model does with it. That a room answers later is for the tests of `RoomHost`.
 */
export function directEngines(clock: Clock, store: PlacingStore): Engines {
  const digest = syncDigest;
  const readDigests = new ReadDigests();
  const sharedReads = new SharedReads(digest);
  return {
    createSender: ({ files: items, onState, ...options }) => {
      const { leave, ...reader } = sharedReads.join(options.transferId, outgoingFiles(items));
      return takingFakes(
        new FileSender({
          ...options,
          ...reader,
          clock,
          readDigests,
          onState: (state) => {
            if (isOver(state)) leave();
            onState(state);
          },
        }),
      );
    },
    createReceiver: (options) => {
      const engine = new FileReceiver<ReceivedFile>({ ...options, clock, digest, store });
      const accept = engine.accept.bind(engine);
      return Object.assign(takingFakes(engine), {
        accept: (destination?: Destination) => accept(destination && store.at(destination)),
      });
    },
  };
}

/** Lets an engine take the lanes of fake peers, and of true ones on the page. */
function takingFakes<Engine extends { addLane(lane: Lane): void }>(engine: Engine) {
  const addLane = engine.addLane.bind(engine);
  return Object.assign(engine, {
    addLane(lane: LaneHandle): void {
      const isLane = lane instanceof FakeLane || lane instanceof FlowControlledLane;
      if (!isLane) throw new TypeError("Cannot add a lane: in a worker");
      addLane(lane);
    },
  });
}
