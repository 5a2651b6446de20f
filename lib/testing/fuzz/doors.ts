import type { Door } from "./door.ts";
import { PEER_DOORS } from "./doors/peer_doors.ts";
import { SECURITY_DOORS } from "./doors/security_doors.ts";
import { SERVER_DOORS } from "./doors/server_doors.ts";
import { SIGNALING_DOORS } from "./doors/signaling_doors.ts";
import { STORED_DOORS } from "./doors/stored_doors.ts";

/** Every parser of what comes from outside, with the grammar of what it is meant to take. */
export const DOORS: readonly Door[] = [
  ...SIGNALING_DOORS,
  ...PEER_DOORS,
  ...SECURITY_DOORS,
  ...STORED_DOORS,
  ...SERVER_DOORS,
];
