/**
 * How bytes travel: inside one local network, straight over the internet, or through a TURN
 * server (which sees only ciphertext).
 */
export type ConnectionPath = "lan" | "direct" | "relay";

/** The members of an `RTCIceCandidateStats` that decide (W3C webrtc-stats §8.16). */
export interface CandidateFacts {
  readonly candidateType?: string;
  readonly address?: string | null;
}

/** RFC 1918, RFC 6598, link-local, loopback; RFC 4193 and link-local of IPv6; mDNS names. */
const PRIVATE_ADDRESS =
  /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])|\.local$/i;

/**
 * Names the path of a candidate pair. A peer-reflexive candidate is a host whose address was
 * learned from its packets, so it counts as local where that address is private.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const host = { candidateType: "host" };
 * assert.equal(pathOf(host, host), "lan");
 * assert.equal(pathOf(host, { candidateType: "prflx", address: "192.168.1.4" }), "lan");
 * assert.equal(pathOf(host, { candidateType: "prflx", address: "203.0.113.9" }), "direct");
 * assert.equal(pathOf({ candidateType: "relay" }, host), "relay");
 * ```
 */
export function pathOf(
  local: CandidateFacts,
  remote: CandidateFacts,
): ConnectionPath {
  const ends = [local, remote];
  if (ends.some(({ candidateType }) => candidateType === "relay")) {
    return "relay";
  }
  return ends.every(isLocal) ? "lan" : "direct";
}

function isLocal({ candidateType, address }: CandidateFacts): boolean {
  if (candidateType === "host") return true;
  // Browsers leave the address out where it would reveal a local one.
  return candidateType === "prflx" &&
    (!address || PRIVATE_ADDRESS.test(address));
}

/** The part of a connection that tells its path. */
export type PathSource =
  & Pick<RTCPeerConnection, "getStats">
  & Partial<Pick<RTCPeerConnection, "localDescription" | "remoteDescription">>;

/** Asks a connection for its path; `undefined` while no candidate pair is selected. */
export async function connectionPathOf(pc: PathSource): Promise<ConnectionPath | undefined> {
  const stats = await pc.getStats();
  let selectedId: string | undefined;
  for (const entry of stats.values()) {
    if (entry.type === "transport") {
      selectedId = entry.selectedCandidatePairId ?? selectedId;
    } else if (entry.type === "candidate-pair" && entry.selected) {
      selectedId ??= entry.id; // Firefox marks the pair itself.
    }
  }
  const pair = selectedId === undefined ? undefined : stats.get(selectedId);
  const local = pair && stats.get(pair.localCandidateId);
  const remote = pair && stats.get(pair.remoteCandidateId);
  if (!local || !remote) return undefined;
  const path = pathOf(local, remote);
  return path === "lan" && [local, remote].some(isHidden) && areApart(pc) ? "direct" : path;
}

/** Learned from packets, and kept to itself by the browser: it may be a NAT's as well as a host's. */
function isHidden({ candidateType, address }: CandidateFacts): boolean {
  return candidateType === "prflx" && !address;
}

/** Whether both have told by which public address they are seen, and it isn't the same one. */
function areApart({ localDescription, remoteDescription }: PathSource): boolean {
  const [here, there] = [publicAddresses(localDescription), publicAddresses(remoteDescription)];
  return here.size > 0 && there.size > 0 && ![...here].some((address) => there.has(address));
}

/** IPv4 only: by IPv6 each device of a local network has a public address of its own. */
function publicAddresses(description: RTCSessionDescription | null | undefined): Set<string> {
  const candidates = (description?.sdp ?? "").matchAll(
    /^a=candidate:\S+ \d+ \S+ \d+ (\d+(?:\.\d+){3}) \d+ typ srflx/gm,
  );
  return new Set([...candidates].map(([, address = ""]) => address));
}
