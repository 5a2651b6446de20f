import type { ConnectivityVerdict } from "../../peer/ice/connectivity_verdict.ts";
import type { ConnectivityMoment } from "./connectivity_moment.ts";
import type { CommonText } from "../i18n/catalogue.ts";

/** What a page knows of its network, and what its reader chose. */
export interface NetworkFacts {
  readonly connectivity: ConnectivityVerdict | undefined;
  /** Missing until the server was asked. */
  readonly offersRelay: boolean | undefined;
  readonly relayOnly: boolean;
  /** Whether this page may reach devices of its own network; missing where nobody asks. */
  readonly localNetwork?: PermissionState | undefined;
}

/** A remark, or a trouble with its way out. */
export interface ConnectivityNotice {
  readonly tone: "hint" | "warn";
  /** The verdict, or why the reader's choice can't work or stands in the way. */
  readonly verdict: ConnectivityVerdict["verdict"] | "no-relay" | "local-network-denied";
  readonly text: string;
}

/** What to tell the reader about the network; `undefined` where there is nothing worth a word. */
export function connectivityNotice(
  facts: NetworkFacts,
  moment: ConnectivityMoment,
  text: CommonText["connectivity"],
): ConnectivityNotice | undefined {
  const notice = verdictNotice(facts, moment, text);
  // A relay is reached over the internet.
  if (facts.localNetwork !== "denied" || facts.relayOnly) return notice;
  const trouble = notice?.tone === "warn" ? [notice.text] : [];
  return {
    tone: trouble.length > 0 || moment === "no-route" ? "warn" : "hint",
    verdict: "local-network-denied",
    text: [text.localNetworkDenied, ...trouble].join(" "),
  };
}

function verdictNotice(
  { connectivity, offersRelay, relayOnly }: NetworkFacts,
  moment: ConnectivityMoment,
  text: CommonText["connectivity"],
): ConnectivityNotice | undefined {
  if (relayOnly && offersRelay === false) {
    return { tone: "warn", verdict: "no-relay", text: text.relayOnlyImpossible };
  }
  if (!connectivity) return undefined;
  const { verdict, relay } = connectivity;
  const hint = (text: string) => ({ tone: "hint", verdict, text }) as const;
  const warn = (...texts: string[]) => ({ tone: "warn", verdict, text: texts.join(" ") }) as const;
  const wayOut = relay === "none" ? text.wayOut : text.wayOutBrokenRelay;
  switch (verdict) {
    case "open":
    case "direct-likely":
      if (moment === "no-route") return hint(text.otherSide);
      return relayOnly ? undefined : hint(text.direct);
    case "symmetric-nat":
      return relay === "ready"
        ? hint(`${text.symmetricNat} ${text.relayHelps}`)
        : warn(text.symmetricNat, wayOut);
    case "carrier-grade-nat":
      return hint(text.carrierGradeNat);
    case "udp-blocked":
      return hint(text.udpBlocked);
    case "no-stun":
      return relay === "ready"
        ? hint(`${text.noStun} ${text.relayHelps}`)
        : warn(text.noStun, wayOut);
    case "no-turn":
      return relayOnly ? warn(text.relayOnlyBroken, wayOut) : hint(text.noTurn);
    case "unknown":
      return undefined;
  }
}
