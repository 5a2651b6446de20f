import { CloseCode } from "../protocol/close_code.ts";
import type { FailureReason } from "../protocol/failure.ts";
import type { PeerId } from "../protocol/ids.ts";
import {
  type ClientMessage,
  type IceSetup,
  type JoinMessage,
  parseServerMessage,
  type PeerInfo,
  type ServerMessage,
} from "../protocol/signaling_message.ts";
import type { Clock } from "../base/clock.ts";
import { closeVerdict } from "./close_verdict.ts";
import { reconnectDelay } from "./reconnect_policy.ts";

/** Ms from opening a socket to `joined`: three lost SYNs and a TLS handshake still fit. */
const JOIN_DEADLINE_MS = 10_000;

/**
 * Ms between pings, and the time a ping may stay unanswered: nothing heard for two of them is a
 * dead socket. Browsers have no ping of their own, and a blackholed TCP connection says nothing.
 */
const PING_INTERVAL_MS = 10_000;

/**
 * Ms in which a socket of which there is doubt has to answer: some round trips, since a healthy one
 * that is given up costs no more than a second handshake.
 */
const ANSWER_MS = 700;

/** Ms for which a socket may be opening while others say that the network changed. */
const OPENING_MS = 1_500;

/** Ms without one success after which peers that haven't met give up on the server. */
const SERVER_PATIENCE_MS = 20_000;

/** `WebSocket.OPEN`; named here because Node had no `WebSocket` before its version 22. */
const OPEN = 1;

/** Where the client is. See {@linkcode SignalingClient} for the arrows. */
export type SignalingState =
  | { readonly kind: "connecting" }
  /** Joined: messages can be relayed. */
  | { readonly kind: "open" }
  | {
    readonly kind: "retrying";
    readonly attempt: number;
    /**
     * Whether the last try was turned away at once while this machine is online: the server is
     * down, so nobody can say whether the other peer lives. A try that merely hung tells nothing.
     */
    readonly refused: boolean;
  }
  /** Over; `reason` is missing where this side closed it. */
  | { readonly kind: "closed"; readonly reason: FailureReason | undefined };

/** The server's answer to a join. */
export type Joined = Extract<ServerMessage, { type: "joined" }>;

/** What a {@linkcode SignalingClient} needs and tells. */
export interface SignalingClientOptions {
  readonly url: string;
  /** Said first on every socket; its peer token makes a new socket the same peer. */
  readonly join: JoinMessage;
  readonly clock: Clock;
  /** Whether giving up is allowed: not while the peers are connected to each other. */
  readonly mayGiveUp: () => boolean;
  readonly onState: (state: SignalingState) => void;
  readonly onJoined: (joined: Joined) => void;
  /** The answer to {@linkcode SignalingClient.askForIce}. */
  readonly onIceServers: (setup: IceSetup) => void;
  readonly onPeerJoined: (peer: PeerInfo) => void;
  readonly onPeerLeft: (peerId: PeerId) => void;
  readonly onRelay: (from: PeerId, payload: string) => void;
  readonly onUndeliverable: (to: PeerId) => void;
  readonly openSocket?: (url: string) => WebSocket;
  readonly isOnline?: () => boolean;
  readonly random?: () => number;
}

/**
 * Keeps one member in its session over a WebSocket (design: "Sessions and signaling").
 *
 * ```
 *             joined                lost
 * connecting ────────▶ open ─────────────────▶ retrying ──┐ refused, timed out:
 *     │                 ▲ ▲────── joined ─────────┘ ▲─────┘ the next delay
 *     │ lost            │                           │
 *     └─────────────────┼───────────────────────────┘
 *     any ── final close code, patience used up, leave(), close() ──▶ closed
 * ```
 *
 * A socket that was given up may still fire events; they are told from the present one's by
 * identity and go nowhere.
 */
export class SignalingClient {
  readonly #options: SignalingClientOptions;
  #state: SignalingState = { kind: "connecting" };
  #socket: WebSocket | undefined;
  #listeners = new AbortController();
  // One timer at a time: the join deadline, then the ping, or the wait before the next try.
  #cancelTimer = () => {};
  #attempt = 0;
  #downSince: number;
  #hasJoined = false;
  #heardSincePing = true;
  #openingSince = -Infinity;

  constructor(options: SignalingClientOptions) {
    this.#options = options;
    this.#downSince = options.clock.now();
  }

  /** Where the client is now. */
  get state(): SignalingState {
    return this.#state;
  }

  /** Connects and joins. Called once. */
  start(): void {
    this.#downSince = this.#options.clock.now();
    this.#connect();
  }

  /**
   * Sends sealed text to another member.
   *
   * @returns whether a socket took it; text that no socket took is gone, and whoever wrote it
   * starts over when the state is `open` again.
   */
  relay(to: PeerId, payload: string): boolean {
    if (this.#state.kind !== "open") return false;
    this.#say({ type: "relay", to, payload });
    return true;
  }

  /**
   * Asks for ICE servers with fresh credentials. Where no socket takes the question it is needless:
   * the next `joined` brings them.
   */
  askForIce(): void {
    if (this.#state.kind === "open") this.#say({ type: "ice-servers" });
  }

  /**
   * The network may have changed: a socket has to answer at once, and one that is wanted is opened
   * now. One that just opens is left alone for {@linkcode OPENING_MS}: a try that hangs in a network
   * that is gone would hold up the next for seconds.
   */
  checkNow(): void {
    const { clock } = this.#options;
    switch (this.#state.kind) {
      case "open":
        this.#ping();
        this.#cancelTimer();
        this.#cancelTimer = clock.after(ANSWER_MS, () => {
          if (this.#heardSincePing) return this.#pingLater();
          this.#lost(0, false);
          this.checkNow();
        });
        return;
      case "retrying":
        if (this.#socket) {
          if (clock.now() - this.#openingSince < OPENING_MS) return;
          this.#drop();
        }
        this.#cancelTimer();
        this.#connect();
    }
  }

  /** Leaves for good; an owner's leave ends the session. */
  leave(): void {
    if (this.#state.kind === "open") this.#say({ type: "leave" });
    this.close();
  }

  /** Closes without a word: the server keeps the seat for a while. Idempotent. */
  close(): void {
    this.#end(undefined);
  }

  #connect(): void {
    const { url, join, clock } = this.#options;
    const open = this.#options.openSocket ?? ((url) => new WebSocket(url));
    const socket = open(url);
    this.#openingSince = clock.now();
    const listeners = new AbortController();
    let opened = false;
    const on = <Type extends keyof WebSocketEventMap>(
      type: Type,
      handle: (event: WebSocketEventMap[Type]) => void,
    ) =>
      socket.addEventListener(type, (event) => {
        if (socket === this.#socket) handle(event);
      }, { signal: listeners.signal });
    this.#socket = socket;
    this.#listeners = listeners;
    on("open", () => {
      opened = true;
      this.#say(join);
    });
    on("message", (event) => this.#receive(event.data));
    on("close", (event) => {
      const online = this.#options.isOnline?.() ?? globalThis.navigator?.onLine ?? true;
      this.#lost(event.code, !opened && online, event.reason);
    });
    this.#cancelTimer = clock.after(
      JOIN_DEADLINE_MS,
      () => this.#lost(CloseCode.joinTimeout, false),
    );
  }

  #receive(data: unknown): void {
    const message = typeof data === "string" ? parseServerMessage(data) : undefined;
    if (!message) return this.#end("protocol-error");
    this.#heardSincePing = true;
    switch (message.type) {
      case "joined":
        this.#hasJoined = true;
        this.#cancelTimer();
        this.#pingLater();
        // The state first: whoever hears of a peer may want to relay to it at once.
        this.#enter({ kind: "open" });
        return this.#options.onJoined(message);
      case "ice-servers":
        return this.#options.onIceServers(message);
      case "peer-joined":
        return this.#options.onPeerJoined(message.peer);
      case "peer-left":
        return this.#options.onPeerLeft(message.peerId);
      case "relay":
        return this.#options.onRelay(message.from, message.payload);
      case "undeliverable":
        return this.#options.onUndeliverable(message.to);
      case "pong":
        // Only a socket that lived for a ping ends the back-off: one that is taken and dropped
        // at once would otherwise be tried three times a second for ever.
        this.#attempt = 0;
    }
  }

  /**
   * Pings, unless the last one is unanswered. It asks for an answer *to the ping* and not for the
   * time since anything was heard, because a background tab's timer may come a minute late.
   */
  #pingLater(): void {
    this.#cancelTimer = this.#options.clock.after(PING_INTERVAL_MS, () => {
      if (!this.#heardSincePing) return this.#lost(0, false);
      this.#ping();
      this.#pingLater();
    });
  }

  #ping(): void {
    this.#heardSincePing = false;
    this.#say({ type: "ping" });
  }

  #lost(code: number, refused: boolean, reason = ""): void {
    const { clock, mayGiveUp, random = Math.random } = this.#options;
    if (this.#state.kind === "open") this.#downSince = clock.now();
    this.#drop();
    const verdict = closeVerdict(code, this.#hasJoined, reason);
    const delay = verdict.final ? undefined : reconnectDelay({
      attempt: this.#attempt,
      downMs: clock.now() - this.#downSince,
      budgetMs: mayGiveUp() ? SERVER_PATIENCE_MS : undefined,
      serverAsked: verdict.serverAsked,
      retryAfterMs: verdict.retryAfterMs,
      random: random(),
    });
    if (delay === undefined) return this.#end(verdict.reason);
    this.#attempt++;
    this.#cancelTimer = clock.after(delay, () => this.#connect());
    this.#enter({ kind: "retrying", attempt: this.#attempt, refused });
  }

  #end(reason: FailureReason | undefined): void {
    if (this.#state.kind === "closed") return;
    this.#drop();
    this.#enter({ kind: "closed", reason });
  }

  /** Lets go of the present socket and timer, on every path out of a socket's life. */
  #drop(): void {
    this.#cancelTimer();
    this.#listeners.abort();
    this.#heardSincePing = true;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(CloseCode.normal);
  }

  #say(message: ClientMessage): void {
    // A closing socket drops the text and complains in the console; its close event is on the way.
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  #enter(state: SignalingState): void {
    this.#state = state;
    this.#options.onState(state);
  }
}
