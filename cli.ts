/**
 * `filefrag send` and `filefrag receive`: the same links, protocol and engines as the pages, without a
 * browser (`docs/cli.md`).
 * @module
 */
import "./lib/cli/node_20.ts";
import process from "node:process";
import { inspect } from "node:util";
import { browserClock } from "./lib/browser/browser_clock.ts";
import { ExitCode } from "./lib/cli/cli_edges.ts";
import { nodeEdges } from "./lib/cli/node_edges.ts";
import { runCli } from "./lib/cli/run_cli.ts";
import { endNativeThreads } from "./lib/peer/native/native_connections.ts";

// A defect is told, whatever the native library would do with it.
process.on("uncaughtException", (error) => {
  process.stderr.write(`${inspect(error)}\n`);
  process.exit(ExitCode.failed);
});

const code = await runCli(process.argv.slice(2), nodeEdges(browserClock));
endNativeThreads();
process.exitCode = code;
