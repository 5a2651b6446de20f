/** Whether a connection could go through the server's relay. */
export type RelayReach =
  /** None is configured. */
  | "none"
  | "ready"
  /** It doesn't answer. */
  | "silent"
  /** It answers, and refuses. */
  | "refused";

/**
 * What a page can know about its network before anybody is there to connect to. A browser hides its
 * local addresses, so some networks can't be told from others: where that is so, it is `unknown`.
 */
export type ConnectivityVerdict =
  /** The network passes this machine's own address on. */
  | { readonly verdict: "open"; readonly relay: "none" | "ready" }
  /** One mapping for all destinations: holes can be punched. */
  | { readonly verdict: "direct-likely"; readonly relay: "none" | "ready" }
  /** Another mapping for each destination. */
  | { readonly verdict: "symmetric-nat"; readonly relay: RelayReach }
  /** An address of the range that providers share out behind a NAT of their own (RFC 6598). */
  | { readonly verdict: "carrier-grade-nat"; readonly relay: RelayReach }
  /** The relay answers over TCP and not over UDP, and nobody else answers over UDP. */
  | { readonly verdict: "udp-blocked"; readonly relay: "ready" }
  /** No STUN server answers: they are down, or the network or the browser keeps UDP back. */
  | { readonly verdict: "no-stun"; readonly relay: RelayReach }
  /** A relay is configured and of no use; nothing else is known to be wrong. */
  | { readonly verdict: "no-turn"; readonly relay: "silent" | "refused" }
  | { readonly verdict: "unknown"; readonly relay: "none" | "ready" };

/** The part of an `RTCIceCandidate` that decides. */
export interface GatheredCandidate {
  readonly type: string;
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  /** The same for candidates of one local address and kind, and in Firefox of one server. */
  readonly foundation: string;
  /** The local end of a mapped candidate; `0.0.0.0` and 0 where the browser hides it. */
  readonly relatedAddress: string;
  readonly relatedPort: number;
  /** Of the server it was learned from; empty where the browser doesn't say. */
  readonly url: string;
}

/** The part of an `RTCPeerConnectionIceErrorEvent` that decides. */
export interface GatheringError {
  readonly url: string;
  readonly code: number;
  /** The local address, partly masked; empty where the browser doesn't say. */
  readonly address: string;
}

/** What became of a gathering so far. */
export interface Gathering {
  /** URLs of all servers that were asked. */
  readonly urls: readonly string[];
  readonly candidates: readonly GatheredCandidate[];
  readonly errors: readonly GatheringError[];
  /** Whether every server has answered or was given up. */
  readonly complete: boolean;
}

/** Of an error: nobody answered, the name is unknown (W3C webrtc-pc §4.8.3). */
const UNREACHABLE = 701;

/** RFC 6598. */
const SHARED_ADDRESS = /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
/** RFC 1918, RFC 6598, link-local and loopback. */
const PRIVATE_ADDRESS = new RegExp(
  String.raw`${SHARED_ADDRESS.source}|^(10|127|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.`,
);
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * Judges a gathering, as far as it came. What it says may only become better when more is known:
 * a server that is silent so far may still answer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const mapped = { type: "srflx", protocol: "udp", address: "203.0.113.9", foundation: "1" };
 * const hidden = { relatedAddress: "0.0.0.0", relatedPort: 0, url: "" };
 * const gathering = { urls: ["stun:a.example", "stun:b.example"], errors: [], complete: true };
 * const one = { ...mapped, ...hidden, port: 40000 };
 * const other = { ...one, port: 40001 };
 * assert.equal(connectivityOf({ ...gathering, candidates: [one] }).verdict, "direct-likely");
 * assert.equal(connectivityOf({ ...gathering, candidates: [one, other] }).verdict, "symmetric-nat");
 * ```
 */
export function connectivityOf(gathering: Gathering): ConnectivityVerdict {
  const relay = relayReach(gathering);
  const overUdp = gathering.candidates.filter(({ protocol }) => protocol === "udp");
  const mapped = overUdp.filter(({ type }) => type === "srflx");
  const hosts = overUdp.filter(({ type }) => type === "host");
  const mapped4 = mapped.filter(isIpv4);
  if (mapsPerDestination(mapped4, hosts.length === 1)) return { verdict: "symmetric-nat", relay };
  if (mapped4.some(isShared)) return { verdict: "carrier-grade-nat", relay };
  const open = isOpen(gathering, hosts, mapped4);
  if (mapped.length === 0 && !open) {
    if (blocksUdp(gathering) && relay === "ready") return { verdict: "udp-blocked", relay };
    if (isWithoutStun(gathering, hosts)) return { verdict: "no-stun", relay };
  }
  if (relay === "silent" || relay === "refused") return { verdict: "no-turn", relay };
  if (open) return { verdict: "open", relay };
  const isSure = mapped4.length > 0 && answeredHosts(gathering) >= 2;
  return { verdict: isSure ? "direct-likely" : "unknown", relay };
}

/**
 * Whether one local port has two public ones. The two have to be known to belong to one local port:
 * a machine with two networks has two of each.
 */
function mapsPerDestination(mapped: readonly GatheredCandidate[], oneBase: boolean): boolean {
  const isSameBase = (one: GatheredCandidate, other: GatheredCandidate) =>
    one.relatedPort > 0 && other.relatedPort > 0
      ? one.relatedPort === other.relatedPort && one.relatedAddress === other.relatedAddress
      : oneBase || one.foundation === other.foundation;
  return mapped.some((one, index) =>
    mapped.slice(index + 1).some((other) =>
      (one.port !== other.port || one.address !== other.address) && isSameBase(one, other)
    )
  );
}

function isShared({ address, relatedAddress }: GatheredCandidate): boolean {
  return SHARED_ADDRESS.test(address) || SHARED_ADDRESS.test(relatedAddress);
}

/** Seen from outside as from inside. Chromium leaves such a mapped candidate out. */
function isOpen(
  { urls, errors, complete }: Gathering,
  hosts: readonly GatheredCandidate[],
  mapped: readonly GatheredCandidate[],
): boolean {
  const open = hosts.filter((host) => isIpv4(host) && !PRIVATE_ADDRESS.test(host.address));
  if (mapped.length > 0) {
    return open.some(({ address, port }) =>
      mapped.some((other) => other.address === address && other.port === port)
    );
  }
  return open.length > 0 && complete && urls.some(isStun) && !errors.some(isOfIpv4);
}

/**
 * Whether no STUN server answered. Where local addresses show, an answer that says the same as one
 * of them makes no candidate: only a server that is known to have failed counts as silent then.
 */
function isWithoutStun(
  { urls, errors }: Gathering,
  hosts: readonly GatheredCandidate[],
): boolean {
  const asked = urls.filter(isStun);
  if (!hosts.some(isIpv4)) return asked.length > 0;
  const failed = new Set(errors.filter(isOfIpv4).map(({ url }) => url));
  return asked.length > 0 && asked.every((url) => failed.has(url));
}

/** The relay itself is there over TCP, and its UDP port isn't. */
function blocksUdp({ urls, candidates }: Gathering): boolean {
  const relays = candidates.filter(({ type }) => type === "relay");
  return urls.some((url) => isTurn(url) && !isOverTcp(url)) &&
    relays.some(({ url }) => isOverTcp(url)) && relays.every(({ url }) => isOverTcp(url));
}

/**
 * How many STUN servers at different addresses are known to have answered over IPv4. Browsers don't
 * tell of an answer that says the same as the one before, but they tell who didn't answer.
 */
function answeredHosts({ urls, errors, complete }: Gathering): number {
  if (!complete) return 0;
  const silent = new Set(errors.filter(isOfIpv4).map(({ url }) => url));
  const answered = urls.filter((url) => isStun(url) && !silent.has(url));
  return new Set(answered.map((url) => url.replace(/^stuns?:/, "").replace(/:\d+$/, ""))).size;
}

function relayReach({ urls, candidates, errors }: Gathering): RelayReach {
  if (!urls.some(isTurn)) return "none";
  if (candidates.some(({ type }) => type === "relay")) return "ready";
  const refused = errors.some(({ url, code }) => isTurn(url) && code !== UNREACHABLE);
  return refused ? "refused" : "silent";
}

function isStun(url: string): boolean {
  return url.startsWith("stun");
}

function isTurn(url: string): boolean {
  return url.startsWith("turn");
}

function isOverTcp(url: string): boolean {
  return url.startsWith("turns:") || url.endsWith("?transport=tcp");
}

function isIpv4({ address }: GatheredCandidate): boolean {
  return IPV4.test(address);
}

/** Also where that isn't known: a server without an IPv6 address is no worse for it. */
function isOfIpv4({ address }: GatheringError): boolean {
  return !address.startsWith("[") && !/:.*:/.test(address);
}
