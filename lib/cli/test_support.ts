import { browserClock } from "../browser/browser_clock.ts";
import { FakeTerminal } from "../testing/fakes/fake_terminal.ts";
import { nodeEdges } from "./node_edges.ts";
import { runCli } from "./run_cli.ts";

/** One terminal in which the command line runs, on the real network and disk. */
export class CliRun {
  readonly terminal = new FakeTerminal();
  /** Settles when it has ended. */
  readonly code: Promise<number>;
  /** Presses Ctrl-C. */
  interrupt = () => {};

  constructor(args: readonly string[], server: string) {
    this.code = runCli(args, {
      ...nodeEdges(browserClock),
      terminal: this.terminal,
      environment: { FILEFRAG_SERVER: server },
      onInterrupt: (end) => this.interrupt = end,
    });
  }
}
