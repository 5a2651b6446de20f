/**
 * `filefrag send` and `filefrag receive`: the same links, protocol and engines as the pages, without a
 * browser (`docs/cli.md`).
 * @module
 */
import "./lib/cli/node_20.ts";
import process from "node:process";
import { browserClock } from "./lib/browser/browser_clock.ts";
import { nodeEdges } from "./lib/cli/node_edges.ts";
import { runCli } from "./lib/cli/run_cli.ts";

process.exitCode = await runCli(process.argv.slice(2), nodeEdges(browserClock));
