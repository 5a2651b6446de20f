import { resolve } from "node:path";
import { FailureError } from "../protocol/failure.ts";
import { createOwnSession } from "../ui/session/own_session.ts";
import type { Failure } from "../ui/facts/transfer_facts.ts";
import type { Command } from "./arguments.ts";
import { type CliEdges, ExitCode } from "./cli_edges.ts";
import type { CliEvent } from "./cli_event.ts";
import { SendRun } from "./send_run.ts";
import { createSessionAt } from "./server_address.ts";

/** What a call of `send` came to. */
export type SendOutcome =
  | { readonly code: 0 | 130 }
  | { readonly code: 1; readonly failure: Failure }
  | { readonly code: 2; readonly what: string };

/** Carries out `send`: makes a session, serves, and ends when everything was delivered. */
export async function sendCommand(
  command: Extract<Command, { kind: "send" }>,
  edges: CliEdges,
  report: (event: CliEvent) => void,
): Promise<SendOutcome> {
  const { server, recipients, relayOnly, name } = command;
  const opened = await edges.openFiles(command.paths);
  const { problems } = opened;
  // What was named has to be there; what else lies in a folder is left out, and told.
  const named = new Set(command.paths.map((path) => resolve(path)));
  const missing = problems.find(({ path }) => named.has(path)) ??
    (opened.files.length === 0 ? problems[0] : undefined);
  if (missing) {
    await opened.close();
    return { code: ExitCode.wrongUse, what: `${missing.path} (${missing.kind})` };
  }
  for (const { path, kind } of problems) report({ event: "skipped", path, why: kind });
  const listeners = new AbortController();
  try {
    const createConnection = await edges.openConnections();
    const files = name === undefined ? opened.files : opened.files.map((file) => ({
      ...file,
      path: renamed(file.path, name),
    }));
    const interrupted = new Promise<"interrupted">((resolve) =>
      edges.onInterrupt(() => resolve("interrupted"), listeners.signal)
    );
    const { fetch } = edges;
    const created = createOwnSession(
      {
        createSession: (hash, signal, guests = 1) =>
          createSessionAt(server, { fetch, signal })(hash, guests),
      },
      "file",
      listeners.signal,
      recipients > 1 ? recipients : undefined,
    );
    const session = await Promise.race([created, interrupted]);
    if (session === "interrupted") {
      created.catch(() => undefined); // Nobody waits for it any more.
      return { code: ExitCode.interrupted };
    }
    let run: SendRun | undefined;
    const ended = new Promise<Failure | undefined>((onEnd) => {
      run = new SendRun({
        session,
        server,
        files,
        recipients,
        relayOnly,
        edges,
        createConnection,
        report,
        onEnd,
      });
      run.start();
    });
    const end = await Promise.race([ended, interrupted]);
    if (end === "interrupted") {
      await run?.cancel();
      return { code: ExitCode.interrupted };
    }
    await run?.close();
    return end ? { code: ExitCode.failed, failure: end } : { code: ExitCode.done };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { code: ExitCode.failed, failure: { reason: error.reason, side: "here" } };
  } finally {
    listeners.abort();
    await opened.close();
  }
}

/** What was named on the command line is the first part of each path. */
function renamed(path: string, name: string): string {
  return path.replace(/^[^/]+/, () => name);
}
