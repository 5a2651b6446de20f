import { parseArgs } from "node:util";
import { MAX_RECIPIENTS } from "../protocol/limits.ts";
import { MAX_NAME_LENGTH, type Wrong } from "./usage.ts";

/** What a call asks for. */
export type Command =
  | {
    readonly kind: "send";
    readonly paths: readonly string[];
    /** Where the server is: its origin and base path. */
    readonly server: string;
    readonly recipients: number;
    /** What the one file or folder is called instead of its own name. */
    readonly name: string | undefined;
    readonly relayOnly: boolean;
    readonly json: boolean;
  }
  | {
    readonly kind: "receive";
    readonly link: string;
    readonly server: string;
    readonly folder: string;
    /** Whether nothing is asked. */
    readonly yes: boolean;
    readonly json: boolean;
  }
  | { readonly kind: "help" }
  /** Exit code 2. */
  | { readonly kind: "wrong"; readonly wrong: Wrong; readonly what: string };

/** Where the server is for whoever says nothing. */
export const DEFAULT_SERVER = "http://localhost:8000";

const SEND = {
  server: { type: "string" },
  receivers: { type: "string" },
  name: { type: "string" },
  "relay-only": { type: "boolean" },
  code: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const RECEIVE = {
  server: { type: "string" },
  to: { type: "string" },
  yes: { type: "boolean", short: "y" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads a command line.
 *
 * @param env `FILEFRAG_SERVER` names the server where the command line doesn't
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const command = parseCommand(["receive", "--to", "in", "https://x.example/room/…"], {});
 * assert.equal(command.kind, "receive");
 * assert.deepEqual(parseCommand(["send"], {}), { kind: "wrong", wrong: "no-path", what: "" });
 * ```
 */
export function parseCommand(
  [command, ...rest]: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command {
  const defaultServer = env.FILEFRAG_SERVER || DEFAULT_SERVER;
  try {
    switch (command) {
      case "send":
        return readSend(rest, defaultServer);
      case "receive":
        return readReceive(rest, defaultServer);
      case "help":
      case "--help":
      case "-h":
        return { kind: "help" };
      default:
        return wrong("no-command", command ?? "");
    }
  } catch (error) {
    // What `parseArgs` throws is about what was written, and names it.
    if (!(error instanceof TypeError) || !("code" in error)) throw error;
    return wrong("unknown-option", error.message);
  }
}

function readSend(args: readonly string[], defaultServer: string): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: SEND,
    allowPositionals: true,
  });
  const { server = defaultServer, receivers = "1", name } = values;
  if (values.help) return { kind: "help" };
  if (values.code) return wrong("not-yet", "--code");
  if (positionals.includes("-")) return wrong("not-yet", "-");
  if (positionals.length === 0) return wrong("no-path", "");
  const recipients = /^\d+$/.test(receivers) ? Number(receivers) : 0;
  if (recipients < 1 || recipients > MAX_RECIPIENTS) return wrong("receivers", receivers);
  const address = serverAddress(server);
  if (address === undefined) return wrong("server", server);
  const isNamed = name !== undefined;
  if (isNamed && (positionals.length !== 1 || !isName(name))) return wrong("name", name);
  return {
    kind: "send",
    paths: positionals,
    server: address,
    recipients,
    name,
    relayOnly: values["relay-only"] ?? false,
    json: values.json ?? false,
  };
}

function readReceive(args: readonly string[], defaultServer: string): Command {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: RECEIVE,
    allowPositionals: true,
  });
  if (values.help) return { kind: "help" };
  const { server = defaultServer, to = "." } = values;
  if (to === "-") return wrong("not-yet", "--to -");
  const [link, another] = positionals;
  if (link === undefined || another !== undefined) return wrong("no-link", positionals.join(" "));
  const address = serverAddress(server);
  if (address === undefined) return wrong("server", server);
  return {
    kind: "receive",
    link,
    server: address,
    folder: to,
    yes: values.yes ?? false,
    json: values.json ?? false,
  };
}

/** Its origin and base path without a slash at the end; `undefined` where it is no address of one. */
function serverAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function isName(name: string): boolean {
  return name !== "" && name.length <= MAX_NAME_LENGTH && !name.includes("/");
}

function wrong(wrong: Wrong, what: string): Command {
  return { kind: "wrong", wrong, what };
}
