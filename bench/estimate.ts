import { EACH_ATTACK_FROM_SECONDS } from "./server/load.ts";
import type { SectionName, Settings } from "./settings.ts";

/** What one transfer moves in a second on two cores; only for estimates. */
const MIB_PER_SECOND = 12;

/** Opening and closing two pages, making a file, comparing what arrived. */
const TRANSFER_OVERHEAD_SECONDS = 3;

/** A thousand files and ten thousand, chosen, sent and packed, and two that are as long. */
const MANY_FILES_SECONDS = 35;

/** Leaving two new browsers alone before their memory is looked at. */
const IDLE_SECONDS = 7;

/** Showing a screen until it has settled, and watching it. */
const SCREEN_SECONDS = 13;

/** How many sizes of audience are measured besides. */
const SCREEN_CROWDS = 3;

/** What one server can do, and how one fares before it is attacked. */
const SERVER_SECONDS = 10;
const CALM_SECONDS = 5;

/** Servers that are attacked: over signaling, in five other ways, in all of these, and in none; in short form two. */
const ATTACKED = 8;
const ATTACKED_IN_SHORT = 2;

/** Starting and ending two browsers. */
const LAUNCH_SECONDS = 4;

/** About how long a section takes, in seconds. */
export function estimateSeconds(section: SectionName, settings: Settings): number {
  const { runs, pairs, connections, rttMs, lossPercent, limitSeconds } = settings;
  const contestants = connections.length + 1;
  const transfers = settings.mib
    .map((mib) => mib / MIB_PER_SECOND + TRANSFER_OVERHEAD_SECONDS)
    .reduce((sum, seconds) => sum + seconds, 0);
  const launches = pairs.length * LAUNCH_SECONDS;
  switch (section) {
    case "weight":
      return 1;
    case "server":
      return runs * 2 * SERVER_SECONDS +
        (limitSeconds < EACH_ATTACK_FROM_SECONDS ? ATTACKED_IN_SHORT : ATTACKED) *
          (limitSeconds + CALM_SECONDS);
    case "connect":
      return launches + pairs.length * runs * 2 * TRANSFER_OVERHEAD_SECONDS;
    case "files":
      return 2 * launches + pairs.length * runs * MANY_FILES_SECONDS;
    case "loopback":
    case "cpu":
      return launches + pairs.length * runs * contestants * transfers;
    case "lanes":
      return launches + pairs.length * runs * 3 * transfers;
    case "memory":
      return pairs.length * runs * 2 *
        (transfers + settings.mib.length * (LAUNCH_SECONDS + IDLE_SECONDS));
    case "screen":
      return launches + (pairs.length * 2 + SCREEN_CROWDS) * runs * SCREEN_SECONDS;
    case "distance": {
      const cells = rttMs.length * lossPercent.length * settings.mib.length;
      const each = limitSeconds + TRANSFER_OVERHEAD_SECONDS;
      return launches + pairs.length * cells * runs * contestants * each;
    }
  }
}
