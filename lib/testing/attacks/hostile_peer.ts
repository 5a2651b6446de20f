import type { Attack } from "./attack.ts";
import { onReceiver, onSender } from "./hostile_peer/engine_attack.ts";
import { FALSE_ACCEPTANCE } from "./hostile_peer/false_acceptance.ts";
import { FALSE_ACKNOWLEDGEMENTS } from "./hostile_peer/false_acknowledgements.ts";
import { FALSE_FRAMES } from "./hostile_peer/false_frames.ts";
import { FALSE_LISTS } from "./hostile_peer/false_lists.ts";
import { FALSE_ROOTS } from "./hostile_peer/false_roots.ts";
import { FLOODS_TO_RECEIVER, FLOODS_TO_SENDER } from "./hostile_peer/floods.ts";
import { MALFORMED_TO_RECEIVER, MALFORMED_TO_SENDER } from "./hostile_peer/malformed_messages.ts";
import { NAMED_FILES } from "./hostile_peer/named_files.ts";
import { REPEATED_PROOFS } from "./hostile_peer/repeated_proofs.ts";
import { SCREEN_ATTACKS } from "./hostile_peer/screen_attacks.ts";
import { SESSION_ATTACKS } from "./hostile_peer/session_attacks.ts";
import { TALK_TO_RECEIVER } from "./hostile_peer/talk_to_receiver.ts";
import { TALK_TO_SENDER } from "./hostile_peer/talk_to_sender.ts";

/** What somebody with the link can do to whoever they are connected to, from either side. */
export const HOSTILE_PEER: readonly Attack[] = [
  ...onSender([
    ...FALSE_ACCEPTANCE,
    ...FALSE_ACKNOWLEDGEMENTS,
    ...TALK_TO_SENDER,
    ...FLOODS_TO_SENDER,
    ...MALFORMED_TO_SENDER,
  ]),
  ...onReceiver([
    ...FALSE_LISTS,
    ...FALSE_FRAMES,
    ...FALSE_ROOTS,
    ...TALK_TO_RECEIVER,
    ...FLOODS_TO_RECEIVER,
    ...MALFORMED_TO_RECEIVER,
  ]),
  REPEATED_PROOFS,
  ...NAMED_FILES,
  ...SESSION_ATTACKS,
  ...SCREEN_ATTACKS,
];
