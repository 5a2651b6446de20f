import { type Command, parseCommand } from "./arguments.ts";
import { type CliEdges, ExitCode } from "./cli_edges.ts";
import { cliLanguage } from "./cli_language.ts";
import { usageText, wordsOf } from "./event_text.ts";
import { fill } from "../ui/i18n/fill.ts";
import type { Language } from "../ui/i18n/language.ts";
import { receiveCommand, type ReceiveOutcome } from "./receive_command.ts";
import { Reporter } from "./reporter.ts";
import { sendCommand, type SendOutcome } from "./send_command.ts";
import type { Terminal } from "./terminal.ts";

/**
 * The command line from its arguments to its exit code (`docs/cli.md`).
 *
 * @param args without the program's own name
 */
export async function runCli(args: readonly string[], edges: CliEdges): Promise<number> {
  const { terminal, environment } = edges;
  const language = cliLanguage(environment);
  const command = parseCommand(args, environment);
  if (command.kind === "help") {
    terminal.print(usageText(language));
    return ExitCode.done;
  }
  if (command.kind === "wrong") {
    terminal.say(`${usageText(language, command.wrong, command.what)}\n`);
    return ExitCode.wrongUse;
  }
  const { json } = command;
  const recipients = command.kind === "send" ? command.recipients : 1;
  const reporter = new Reporter({ terminal, language, json, recipients });
  const outcome = await carryOut(command, edges, reporter, language);
  reporter.close();
  switch (outcome.code) {
    case ExitCode.failed:
      reporter.report({ event: "failed", ...outcome.failure });
      break;
    case ExitCode.wrongUse: {
      const wrong = "wrong" in outcome ? outcome.wrong : "no-file";
      terminal.say(`${fill(wordsOf(language).wrong[wrong], { what: outcome.what })}\n`);
      break;
    }
    case ExitCode.interrupted:
      if (!json) terminal.say(`${wordsOf(language).interrupted}\n`);
  }
  return outcome.code;
}

function carryOut(
  command: Extract<Command, { kind: "send" | "receive" }>,
  edges: CliEdges,
  reporter: Reporter,
  language: Language,
): Promise<SendOutcome | ReceiveOutcome> {
  const report = reporter.report.bind(reporter);
  if (command.kind === "send") return sendCommand(command, edges, report);
  const { yes, folder, json } = command;
  return receiveCommand(command, edges, report, async () => {
    if (yes || json) return true;
    return await isWanted(edges.terminal, fill(wordsOf(language).ask, { folder }));
  });
}

/** Where nobody can be asked, whoever made the call has said yes by it: nothing is overwritten. */
async function isWanted(terminal: Terminal, question: string): Promise<boolean> {
  const answer = await terminal.ask(question);
  return answer === undefined || /^\s*(y|д|$)/i.test(answer);
}
