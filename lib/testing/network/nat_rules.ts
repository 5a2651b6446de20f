/**
 * How a router treats those behind it.
 *
 * - `open`: passes everything both ways; the address behind it is a public one.
 * - `fullcone`: one mapping for all destinations, and everybody may answer it.
 * - `cone`: one mapping for all destinations; only who was sent to, address and port, may answer.
 * - `symmetric`: another mapping for each destination; only that one may answer.
 * - `udpblocked`: TCP as `cone`, UDP not at all.
 */
export type NatKind = "open" | "fullcone" | "cone" | "symmetric" | "udpblocked";

/** Every kind, for tests that try them all. */
export const NAT_KINDS = ["open", "fullcone", "cone", "symmetric", "udpblocked"] as const;

/** The router's device towards the world. */
export const WAN = "wan";

/** What a router may be told to drop besides. */
export type Blocked = "everything" | "udp";

const NAT_TABLE = "filefrag_nat";
const BLOCK_TABLE = "filefrag_block";

/**
 * The ruleset for `nft -f`, in place of the one before.
 *
 * @param host the address to which a full cone passes what nobody asked for
 */
export function natRules(kind: NatKind, host: string): string {
  if (kind === "open") return removed(NAT_TABLE);
  // A free port is kept by `masquerade`, so it is the same for all destinations.
  const mapping = kind === "symmetric" ? "masquerade fully-random" : "masquerade";
  const incoming = kind === "fullcone" ? `iifname ${WAN} meta l4proto udp dnat to ${host}` : "";
  const forwarded = kind === "fullcone"
    ? "ct status dnat accept"
    : kind === "udpblocked"
    ? "meta l4proto udp drop"
    : "";
  // Of `input`: a packet that nobody asked for would else be remembered as a connection to the
  // router itself, whose port is then taken when the host behind it opens its hole: that is mapped
  // to another port, and hole punching fails now and then.
  return `${removed(NAT_TABLE)}
table ip ${NAT_TABLE} {
  chain incoming {
    type nat hook prerouting priority dstnat;
    ${incoming}
  }
  chain outgoing {
    type nat hook postrouting priority srcnat;
    oifname ${WAN} ${mapping}
  }
  chain input {
    type filter hook input priority filter;
    iifname ${WAN} ct state new drop
  }
  chain forward {
    type filter hook forward priority filter; policy drop;
    ${forwarded}
    iifname != ${WAN} accept
    ct state established,related accept
  }
}
`;
}

/** The ruleset that drops what passes the router, whatever its NAT says; `undefined` ends that. */
export function blockRules(blocked: Blocked | undefined): string {
  if (blocked === undefined) return removed(BLOCK_TABLE);
  return `${removed(BLOCK_TABLE)}
table ip ${BLOCK_TABLE} {
  chain forward {
    type filter hook forward priority filter - 10;
    ${blocked === "udp" ? "meta l4proto udp drop" : "drop"}
  }
}
`;
}

/** Deletes a table also where there is none yet: nft 1.0.6 has no word for "if it exists". */
function removed(table: string): string {
  return `table ip ${table}\ndelete table ip ${table}\n`;
}
