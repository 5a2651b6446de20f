import { transferable } from "./can_transfer_channels.ts";
import type { HostReply } from "./host_messages.ts";
import type { RoomSource } from "./room_port.ts";

/** What we use of a `Worker`. */
export type RoomWorker = Pick<Worker, "addEventListener" | "postMessage" | "terminate">;

/** A room in a worker, to which channels are moved. */
export function workerRoom(startWorker: () => RoomWorker): RoomSource {
  return {
    load: () => Promise.resolve(), // The script holds everything.
    open({ onReply, onLost }) {
      const worker = startWorker();
      worker.addEventListener("message", ({ data }: MessageEvent<HostReply>) => onReply(data));
      worker.addEventListener("error", (event) => {
        event.preventDefault(); // Told by the host, to whoever it concerns.
        onLost(`the worker failed: ${event.message || "its script can't be loaded"}`);
      });
      worker.addEventListener("messageerror", () => onLost("the worker failed: unreadable reply"));
      return {
        post(request) {
          const moved = request.type === "lane" ? [transferable(request.channel)] : [];
          worker.postMessage(request, moved);
        },
        close: () => worker.terminate(),
      };
    },
  };
}
