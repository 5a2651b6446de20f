import type { IceServer } from "../../protocol/signaling_message.ts";
import type { Clock } from "../../base/clock.ts";
import {
  connectivityOf,
  type ConnectivityVerdict,
  type GatheredCandidate,
  type GatheringError,
} from "./connectivity_verdict.ts";
import { rtcServers } from "./ice_servers.ts";

/**
 * Ms after which a verdict is given with what is known. Whoever answers at all does so within one
 * round trip, or some more where packets get lost: STUN asks again after 250, 750 and 1,750 ms.
 */
const FIRST_VERDICT_MS = 2_250;

/** Ms after which nothing more is waited for: browsers give a silent server up after about 10 s. */
const LAST_VERDICT_MS = 12_000;

/** What {@linkcode checkConnectivity} needs and tells. */
export interface ConnectivityCheckOptions {
  readonly servers: readonly IceServer[];
  /** With `relay` only TURN servers are asked, and nobody else sees this machine's address. */
  readonly iceTransportPolicy: RTCIceTransportPolicy;
  readonly clock: Clock;
  /** Ends it; nothing is told afterwards. */
  readonly signal: AbortSignal;
  /**
   * Told within 2.25 s, and again where a late answer changes it. Never told where the browser
   * can't make a connection, or there is nobody to ask.
   */
  readonly onVerdict: (connectivity: ConnectivityVerdict) => void;
  readonly createConnection?: (config: RTCConfiguration) => RTCPeerConnection;
}

/**
 * Finds out what can be known of this page's network by gathering candidates for a connection to
 * nobody. It costs each STUN server a datagram and each TURN server an allocation, given back at once.
 */
export function checkConnectivity(options: ConnectivityCheckOptions): void {
  const { servers, iceTransportPolicy, clock, signal, onVerdict } = options;
  const urls = servers.flatMap(({ urls }) => urls)
    .filter((url) => iceTransportPolicy === "all" || url.startsWith("turn"));
  if (urls.length === 0 || signal.aborted) return;
  const config = { iceServers: rtcServers(servers), iceTransportPolicy };
  let pc: RTCPeerConnection;
  try {
    pc = options.createConnection?.(config) ?? new RTCPeerConnection(config);
  } catch {
    return;
  }

  const candidates: GatheredCandidate[] = [];
  const errors: GatheringError[] = [];
  let told: ConnectivityVerdict | undefined;
  const judge = () => {
    const complete = pc.iceGatheringState === "complete";
    const verdict = connectivityOf({ urls, candidates, errors, complete });
    if (told?.verdict === verdict.verdict && told.relay === verdict.relay) return;
    told = verdict;
    onVerdict(verdict);
  };
  /** Once a verdict was given, what comes late corrects it. */
  const judgeAgain = () => told && judge();

  const listeners = new AbortController();
  const timers = [
    clock.after(FIRST_VERDICT_MS, judge),
    clock.after(LAST_VERDICT_MS, () => end()),
  ];
  const end = () => {
    listeners.abort();
    for (const cancel of timers) cancel();
    pc.close();
  };
  const on = { signal: listeners.signal };
  signal.addEventListener("abort", end, on);
  pc.addEventListener("icecandidate", ({ candidate }) => {
    const found = candidate && foundCandidate(candidate);
    if (!found) return;
    candidates.push(found);
    judgeAgain();
  }, on);
  pc.addEventListener("icecandidateerror", ({ url, errorCode, address }) => {
    errors.push({ url, code: errorCode, address: address ?? "" });
    judgeAgain();
  }, on);
  pc.addEventListener("icegatheringstatechange", () => {
    if (pc.iceGatheringState !== "complete") return;
    judge();
    end();
  }, on);
  pc.createDataChannel("");
  pc.setLocalDescription().catch(end);
}

/** With what TypeScript's library doesn't know yet. */
type IceCandidate = RTCIceCandidate & { readonly url?: string | null };

/** Reads a candidate; `undefined` for the mark of the end, which some browsers send as one. */
function foundCandidate(candidate: IceCandidate): GatheredCandidate | undefined {
  const { type, protocol, address, port } = candidate;
  if (!type || !protocol || !address || port === null) return undefined;
  return {
    type,
    protocol,
    address,
    port,
    foundation: candidate.foundation ?? "",
    relatedAddress: candidate.relatedAddress ?? "",
    relatedPort: candidate.relatedPort ?? 0,
    url: candidate.url ?? "",
  };
}
