import { mkdir } from "node:fs/promises";
import process from "node:process";
import type { Clock } from "../base/clock.ts";
import { nativeConnections } from "../peer/native/native_connections.ts";
import { diskError } from "../storage/disk/disk_error.ts";
import { diskItems } from "../storage/disk/disk_items.ts";
import { diskStore } from "../storage/disk/disk_store.ts";
import type { CliEdges } from "./cli_edges.ts";
import { onNodeInterrupt } from "./node_interrupts.ts";
import { nodeTerminal } from "./node_terminal.ts";
import { NodeWebSocket } from "./node_web_socket.ts";

/** The command line's way to the system, by the interfaces that Node and Deno have alike. */
export function nodeEdges(clock: Clock): CliEdges {
  return {
    clock,
    terminal: nodeTerminal(),
    environment: process.env,
    fetch,
    openSocket: (url) => new NodeWebSocket(url).asSocket,
    openConnections: () => nativeConnections(clock),
    openFiles: (paths) => diskItems(paths, { links: "follow" }),
    async openFolder(folder) {
      try {
        await mkdir(folder, { recursive: true });
      } catch (error) {
        throw diskError("receive", error);
      }
      return diskStore(folder);
    },
    onInterrupt: onNodeInterrupt,
  };
}
