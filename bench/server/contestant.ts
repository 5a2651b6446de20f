import type { AppServer } from "../../lib/testing/servers/app_server.ts";
import { AppServer as Server, SIGNALING_APP } from "../../lib/testing/servers/app_server.ts";

/** Whose sockets are measured. */
export type ContestantName = "bare" | "product";

const ENTRIES: Readonly<Record<ContestantName, string>> = {
  bare: "bench/server/bare_relay.ts",
  product: SIGNALING_APP,
};

/** Everything comes from one address here, and is as fast as it can be. */
export const UNBOUNDED = {
  LOG_LEVEL: "error",
  MAX_SOCKETS: "100000",
  MAX_SOCKETS_PER_ADDRESS: "1000000",
  SESSIONS_PER_MINUTE: "1000000",
  MESSAGES_PER_SECOND: "1000000",
};

/** Starts a process of its own, with the server's bounds out of the way but for `bounds`. */
export function startContestant(
  name: ContestantName,
  bounds: Readonly<Record<string, string>> = {},
): Promise<AppServer> {
  return Server.start({ ...UNBOUNDED, ...bounds }, ENTRIES[name]);
}

/** Resident memory of a process, bytes. */
export async function residentBytes({ pid }: AppServer): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const [, kib = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  return Number(kib) * 1024;
}

/** The kernel counts in these, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** Processor time a process has used, user and system. */
export async function processorSeconds({ pid }: AppServer): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  // The second field is a name that may hold spaces; what counts stands behind its parenthesis.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Time for garbage to be collected and buffers to be given back before memory is looked at. */
const SETTLE_MS = 1_000;

/** Resident memory once it has settled. */
export async function settledBytes(server: AppServer): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return await residentBytes(server);
}
