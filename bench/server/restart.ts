import { AppServer, SIGNALING_APP } from "../../lib/testing/servers/app_server.ts";
import { SignalingCrowd } from "../../lib/testing/servers/signaling_crowd.ts";
import { UNBOUNDED } from "./contestant.ts";
import type { Load } from "./load.ts";

/** Whoever isn't back by then doesn't come back. */
const DEADLINE_MS = 60_000;

/** What a server's end and new beginning cost those who are at it. */
export interface Restart {
  readonly clients: number;
  /** From SIGTERM to the end of the process. */
  readonly exitMs: number;
  /** From the moment at which the next process listens until everybody has joined it. */
  readonly backMs: number;
}

/** Ends a server in order and starts the next: its clients come back by themselves. */
export async function measureRestart({ returning }: Load): Promise<Restart> {
  await using server = await AppServer.start(UNBOUNDED, SIGNALING_APP);
  using crowd = await SignalingCrowd.open(server, returning);
  await crowd.allOpen(DEADLINE_MS);
  const stoppedAt = performance.now();
  await server.stop();
  const exitMs = performance.now() - stoppedAt;
  const { port } = new URL(server.origin);
  await using _next = await AppServer.start({ ...UNBOUNDED, PORT: port }, SIGNALING_APP);
  const startedAt = performance.now();
  await crowd.allOpen(DEADLINE_MS);
  return { clients: returning, exitMs, backMs: performance.now() - startedAt };
}
