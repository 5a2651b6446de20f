import { onceTried } from "../base/once_tried.ts";
import type { PlacingStore } from "../storage/destination/destination_store.ts";
import { EngineRoom, type EngineRoomOptions } from "./engine_room.ts";
import { lateStore } from "./late_store.ts";
import type { RoomSource } from "./room_host.ts";

/** What a {@linkcode localRoom} needs. */
export interface LocalRoomOptions extends Pick<EngineRoomOptions, "clock" | "digest"> {
  /** Where files are received into; opened once. */
  readonly openStorage: () => Promise<PlacingStore>;
}

/**
 * A room on the page itself, for browsers that can't move a data channel to a worker: it is given the
 * very channels. They say nothing before the microtask in which they reach it.
 */
export function localRoom({ openStorage, ...options }: LocalRoomOptions): RoomSource {
  const load = onceTried(openStorage);
  return {
    load,
    open({ onReply, onLost }) {
      let isOpen = true;
      // Never at once: an engine that is called by whom it calls would find itself half way.
      const later = (say: () => void) => queueMicrotask(() => isOpen && say());
      const room = new EngineRoom({
        ...options,
        store: lateStore(load),
        post: (reply) => later(() => onReply(reply)),
      });
      later(() => onReply({ type: "ready" }));
      return {
        post(request) {
          later(() => {
            try {
              room.receive(request);
            } catch (error) {
              onLost("an engine failed", error); // As the `error` event of a worker.
            }
          });
        },
        close() {
          isOpen = false;
          room.close();
        },
      };
    },
  };
}
