import type { IceServer, IceSetup } from "../../protocol/signaling_message.ts";
import type { Clock } from "../../base/clock.ts";
import { reportDefect } from "../../browser/report_defect.ts";
import { rtcServers, usableServers } from "./ice_servers.ts";
import type { SessionCertificate } from "./session_certificate.ts";

/** A server that says credentials are over at once isn't asked without a pause: real ones last for hours. */
const SOONEST_ASK_MS = 1_000;

/** What {@linkcode IceConnections} need. */
export interface IceConnectionsOptions {
  readonly clock: Clock;
  /** Asks the server for fresh credentials; answered by {@linkcode IceConnections.take}, or never. */
  readonly askForIce: () => void;
  readonly createConnection?: ((config: RTCConfiguration) => RTCPeerConnection) | undefined;
  readonly certificate?: SessionCertificate;
}

/**
 * Makes the connections of one page's session and keeps the TURN credentials of all of them fresh.
 *
 * A relayed connection outlives the credentials it was made with, but a restart of ICE doesn't, and
 * neither would a lane that is made later. So new ones are asked for when half of their time is over,
 * and given to every connection that lives. Where the server is away at that moment nothing is asked
 * a second time: the socket that comes back brings new ones by itself.
 */
export class IceConnections {
  readonly #options: IceConnectionsOptions;
  /**
   * Each with what it was made with: a new configuration replaces all of the former, and is refused
   * where it names no certificate and that one did.
   */
  readonly #living = new Map<RTCPeerConnection, RTCConfiguration>();
  #servers: readonly IceServer[] = [];
  #cancelAsking = () => {};

  constructor(options: IceConnectionsOptions) {
    this.#options = options;
  }

  /** The newest that the server told. */
  get servers(): readonly IceServer[] {
    return this.#servers;
  }

  /** Takes what the server told, for the connections there are and for those to come. */
  take({ iceServers: told, iceExpiresInMs }: IceSetup): void {
    const iceServers = this.#servers = usableServers(told);
    if (urlsOf(iceServers).length < urlsOf(told).length) {
      reportDefect(new Error("Left out ICE servers"));
    }
    this.#forgetClosed();
    for (const [pc, config] of this.#living) {
      try {
        pc.setConfiguration({ ...config, iceServers: rtcServers(iceServers) });
      } catch {
        // A browser that can't goes on with the old ones, as long as they last.
      }
    }
    this.#cancelAsking();
    if (iceExpiresInMs === undefined) return;
    const { clock, askForIce } = this.#options;
    const waitMs = Math.max(iceExpiresInMs / 2, SOONEST_ASK_MS);
    this.#cancelAsking = clock.after(waitMs, askForIce);
  }

  /** Makes a connection with the newest servers, whichever `config` names. */
  create(config: RTCConfiguration): RTCPeerConnection {
    this.#forgetClosed();
    const { createConnection, certificate } = this.#options;
    const iceServers = rtcServers(this.#servers);
    const newest = { ...config, iceServers, ...certificate?.configuration };
    const make = (own: RTCConfiguration) => {
      const pc = createConnection?.(own) ?? new RTCPeerConnection(own);
      this.#living.set(pc, own);
      return pc;
    };
    try {
      return make(newest);
    } catch (error) {
      // This browser doesn't take one of the servers; without any, a local network still goes.
      if (!(error instanceof DOMException)) throw error;
      reportDefect(error);
      return make({ ...newest, iceServers: [] });
    }
  }

  /** Asks for nothing any more. Idempotent. */
  close(): void {
    this.#cancelAsking();
  }

  /** A connection tells nobody that it was closed. */
  #forgetClosed(): void {
    for (const pc of [...this.#living.keys()]) {
      if (pc.signalingState === "closed") this.#living.delete(pc);
    }
  }
}

function urlsOf(servers: readonly IceServer[]): readonly string[] {
  return servers.flatMap(({ urls }) => urls);
}
