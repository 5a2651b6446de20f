import { Doorkeeper } from "../peer/doorkeeper.ts";
import { fileCargo } from "../peer/file_cargo.ts";
import { Rendezvous } from "../peer/rendezvous.ts";
import { FAILURE_TRAITS } from "../protocol/failure_traits.ts";
import type { FailureReason } from "../protocol/failure.ts";
import type { OutgoingFile } from "../transfer/ports.ts";
import { ProgressSampler } from "../ui/parts/progress_sampler.ts";
import { RecipientService } from "../ui/send/recipient_service.ts";
import {
  nextRecipient,
  type Recipient,
  type RecipientEvent,
  recipientNumberFor,
  seated,
  servedOf,
} from "../ui/send/recipients.ts";
import { linkOf, ownerJoinOf, type OwnSession, randomToken } from "../ui/session/own_session.ts";
import type { Failure } from "../ui/facts/transfer_facts.ts";
import type { CliEdges } from "./cli_edges.ts";
import type { CliEvent, CliNotice } from "./cli_event.ts";
import { progressEvent } from "./progress_bar.ts";
import { createLane, servedFiles } from "./served_files.ts";
import { signalingUrlOf } from "./server_address.ts";

/** What a {@linkcode SendRun} needs and tells. */
export interface SendRunOptions {
  readonly session: OwnSession;
  readonly server: string;
  readonly files: readonly OutgoingFile[];
  readonly recipients: number;
  readonly relayOnly: boolean;
  readonly edges: Pick<CliEdges, "clock" | "openSocket">;
  readonly createConnection: (config: RTCConfiguration) => RTCPeerConnection;
  readonly report: (event: CliEvent) => void;
  /** Everybody has everything: `undefined`; or why that can't be any more. Called once. */
  readonly onEnd: (failure: Failure | undefined) => void;
}

/**
 * A share as a terminal serves it: the same rendezvous, peer sessions and service of recipients as the
 * sender's page, without the page. A recipient that was lost may come again, as long as the link lives.
 */
export class SendRun {
  readonly #options: SendRunOptions;
  readonly #rendezvous: Rendezvous;
  readonly #service: RecipientService;
  readonly #samplers = new Map<number, ProgressSampler>();
  #recipients: readonly Recipient[] = [];
  #isOver = false;
  #isServerLost = false;
  #isLinkTold = false;
  #lastNotice: CliNotice | undefined;

  constructor(options: SendRunOptions) {
    this.#options = options;
    const { session, server, recipients, relayOnly, createConnection, report } = options;
    const { clock, openSocket } = options.edges;
    const { id: sessionId, secret } = session;
    const service = this.#service = new RecipientService(clock, {
      freeSeat: () => recipientNumberFor(this.#recipients, recipients),
      openRecords: () => recipients - servedOf(this.#recipients).length,
      notice: (notice) => {
        if (notice !== "unreachable") this.#notice(notice);
      },
      onServing: (number) => {
        this.#lastNotice = undefined;
        this.#recipients = seated(this.#recipients, number);
      },
      onSending: (number, engine) => {
        report({ event: "started", recipient: number, isContinued: engine.doneBytes > 0 });
        const sampler = new ProgressSampler(
          clock,
          (progress) => report(progressEvent(number, progress)),
        );
        this.#samplers.set(number, sampler);
        sampler.start(engine);
        this.#follow(number, { type: "accepted" });
      },
      tell: (number, event) => this.#follow(number, event),
      onDone: (number, digest) => {
        this.#stopSampler(number);
        this.#follow(number, { type: "receipt", digest });
        report({ event: "delivered", recipient: number, digest });
        if (servedOf(this.#recipients).length === recipients) this.#end(undefined);
      },
      onFailed: (number, failure) => this.#onFailed(number, failure),
      onUnreachable: (reason) => {
        if (recipients === 1) this.#end({ reason, side: "there" });
      },
    });
    service.open(servedFiles(options.files, randomToken(), clock));
    this.#rendezvous = new Rendezvous({
      sessionId,
      secret,
      join: ownerJoinOf(session),
      signalingUrl: signalingUrlOf(server, sessionId),
      clock,
      openSocket,
      createConnection,
      cargo: fileCargo(() => Promise.resolve(createLane)),
      doorkeeper: new Doorkeeper({ clock, sessionId, secret }),
      network: {
        iceTransportPolicy: () => relayOnly ? "relay" : "all",
        onIceServers: () => {},
      },
      events: {
        onJoined: () => this.#onJoined(),
        onServerLost: (lost) => this.#onServerLost(lost),
        onClosed: (reason) => this.#onClosed(reason),
        onPeerState: (peer, state) => service.peerChanged(peer, state),
        onPeerMessage: (peer, message) => service.receive(peer, message),
        onPeerLane: (peer, lane) => service.addLane(peer, lane),
        onPeerAway: () => this.#notice("recipient-left"),
      },
    });
  }

  /** Joins the session. Called once. */
  start(): void {
    this.#rendezvous.start();
  }

  /** Tells everybody that it ends; resolves when they have hung up, or had the time to. */
  async cancel(): Promise<void> {
    this.#isOver = true;
    this.#service.close();
    this.#service.cancel();
    await this.close();
  }

  /** Leaves, once whoever was told why it ends has hung up. */
  async close(): Promise<void> {
    this.#isOver = true;
    for (const sampler of this.#samplers.values()) sampler.stop();
    await this.#service.parted();
    this.#service.hangUp();
    this.#rendezvous.leave();
  }

  #onJoined(): void {
    const { report, session } = this.#options;
    if (this.#isLinkTold) return; // It joins again whenever the server was away.
    this.#isLinkTold = true;
    report({ event: "link", link: linkOf(session) });
  }

  #onServerLost(lost: boolean): void {
    if (lost === this.#isServerLost) return;
    this.#isServerLost = lost;
    this.#notice(lost ? "server-lost" : "server-back");
  }

  #onClosed(reason: FailureReason): void {
    // Peers that have met need no server; whoever still waits does.
    if (!this.#service.isServing) this.#end({ reason, side: "here" });
  }

  #onFailed(number: number, failure: Failure): void {
    const { report, recipients } = this.#options;
    const { reason, side } = failure;
    this.#stopSampler(number);
    this.#follow(number, { type: "ended", failure });
    const isFilesFault = side === "here" && reason === "source-changed";
    // Nobody else is to come, and whoever said no doesn't come again.
    const isLast = recipients === 1 && !FAILURE_TRAITS[reason].keepsReceived;
    if (isFilesFault || isLast) return this.#end(failure);
    if (!this.#isOver) report({ event: "ended", recipient: number, reason, side });
  }

  #follow(number: number, event: RecipientEvent): void {
    const { report } = this.#options;
    const before = this.#recipients.find((recipient) => recipient.number === number);
    if (!before) return;
    const now = nextRecipient(before, event);
    this.#recipients = this.#recipients.map((each) => each === before ? now : each);
    if (event.type === "path") report({ event: "connected", recipient: number, path: event.path });
    if (!("interrupted" in before && "interrupted" in now)) return;
    if (before.interrupted === now.interrupted) return;
    this.#notice(now.interrupted ? "interrupted" : "recovered");
  }

  /** Each step of an introduction tells the same. */
  #notice(notice: CliNotice): void {
    if (this.#isOver || notice === this.#lastNotice) return;
    this.#lastNotice = notice;
    this.#options.report({ event: "notice", notice });
  }

  #stopSampler(number: number): void {
    this.#samplers.get(number)?.stop();
    this.#samplers.delete(number);
  }

  #end(failure: Failure | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#options.onEnd(failure);
  }
}
