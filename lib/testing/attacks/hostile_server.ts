import type { Attack } from "./attack.ts";
import { ON_THE_INTRODUCTION } from "./hostile_server/introduction.ts";
import { BY_THE_API } from "./hostile_server/api.ts";
import { ABOUT_ICE } from "./hostile_server/ice.ts";
import { ABOUT_MEMBERS } from "./hostile_server/lists.ts";
import { AGAINST_PAGES } from "./hostile_server/pages.ts";
import { AGAINST_A_PROVEN_PAIR } from "./hostile_server/proven_pair.ts";
import { WITH_SOCKETS } from "./hostile_server/sockets.ts";
import { WHILE_RELAYING } from "./hostile_server/relaying.ts";

/** What a server that lies can do to the pages that it introduces. */
export const HOSTILE_SERVER: readonly Attack[] = [
  ...ON_THE_INTRODUCTION,
  ...WHILE_RELAYING,
  ...AGAINST_A_PROVEN_PAIR,
  ...ABOUT_MEMBERS,
  ...ABOUT_ICE,
  ...WITH_SOCKETS,
  ...BY_THE_API,
  ...AGAINST_PAGES,
];
