import { FailureError } from "../protocol/failure.ts";
import { joinTokenOf } from "../security/link.ts";
import { readLink } from "../security/read_link.ts";
import type { Failure } from "../ui/facts/transfer_facts.ts";
import type { Command } from "./arguments.ts";
import { type CliEdges, ExitCode } from "./cli_edges.ts";
import type { CliEvent } from "./cli_event.ts";
import type { OfferSummary } from "./incoming_files.ts";
import { ReceiveRun } from "./receive_run.ts";
import type { Wrong } from "./usage.ts";

/** What a call of `receive` came to. */
export type ReceiveOutcome =
  | { readonly code: 0 | 130 }
  | { readonly code: 1; readonly failure: Failure }
  | { readonly code: 2; readonly wrong: Wrong; readonly what: string };

/** Carries out `receive`: opens the link, and ends when everything is in the folder. */
export async function receiveCommand(
  command: Extract<Command, { kind: "receive" }>,
  edges: CliEdges,
  report: (event: CliEvent) => void,
  confirm: (offer: OfferSummary) => Promise<boolean>,
): Promise<ReceiveOutcome> {
  const { link: text, folder } = command;
  const link = readLink(text);
  if (!link) return { code: ExitCode.wrongUse, wrong: "not-a-link", what: text };
  if (link.kind !== "file") return { code: ExitCode.wrongUse, wrong: "not-files", what: text };
  const { secret, sessionId, origin, basePath } = link;
  if (!secret) {
    const reason = text.includes("#") ? "wrong-key" : "no-key";
    return { code: ExitCode.failed, failure: { reason, side: "here" } };
  }
  const listeners = new AbortController();
  const interrupted = new Promise<"interrupted">((resolve) =>
    edges.onInterrupt(() => resolve("interrupted"), listeners.signal)
  );
  try {
    const [joinToken, createConnection, store] = await Promise.all([
      joinTokenOf(secret),
      edges.openConnections(),
      edges.openFolder(folder),
    ]);
    let run: ReceiveRun | undefined;
    const ended = new Promise<Failure | undefined>((onEnd) => {
      run = new ReceiveRun({
        sessionId,
        secret,
        joinToken,
        server: origin === undefined ? command.server : origin + basePath,
        store,
        edges,
        createConnection,
        confirm,
        report,
        onEnd,
      });
      run.start();
    });
    const end = await Promise.race([ended, interrupted]);
    if (end === "interrupted") {
      run?.close();
      return { code: ExitCode.interrupted };
    }
    return end ? { code: ExitCode.failed, failure: end } : { code: ExitCode.done };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { code: ExitCode.failed, failure: { reason: error.reason, side: "here" } };
  } finally {
    listeners.abort();
  }
}
