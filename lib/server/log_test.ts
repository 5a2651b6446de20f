import assert from "node:assert/strict";
import { newToken } from "../testing/servers/signaling_fixture.ts";
import { jsonLogger, type LogLevel } from "./log.ts";

function loggerAt(level: LogLevel) {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  return { lines, logger: jsonLogger({ level, wallTime: () => 0, write }) };
}

Deno.test("only events of the level and above are written, one JSON object a line", () => {
  const { lines, logger } = loggerAt("warn");
  logger.debug("a");
  logger.info("b");
  logger.warn("c", { code: 4404, ready: false, kind: "file" });
  logger.error("d", new TypeError("boom"));
  assert.equal(lines.length, 2);
  assert.deepEqual(JSON.parse(lines[0] ?? ""), {
    time: "1970-01-01T00:00:00.000Z",
    level: "warn",
    event: "c",
    code: 4404,
    ready: false,
    kind: "file",
  });
  assert.ok(lines.every((line) => !line.includes("\n")));
});

Deno.test("ids, addresses, tokens and payloads can't reach the log", () => {
  const { lines, logger } = loggerAt("debug");
  const secrets = [
    crypto.randomUUID(),
    "203.0.113.7",
    "2001:db8::1",
    newToken(),
    "candidate:1 1 UDP 1 host",
    "report.pdf",
  ];
  for (const secret of secrets) {
    logger.info("field", { value: secret });
    logger.error("error", new Error(`Cannot parse ${secret}\n at ${secret}`));
    logger.error("thrown", secret);
  }
  for (const secret of secrets) assert.ok(!lines.join().includes(secret));
});

Deno.test("an error is logged with where it came through", () => {
  const { lines, logger } = loggerAt("error");
  logger.error("failed", new TypeError("boom"));
  const { error, stack } = JSON.parse(lines[0] ?? "");
  assert.equal(error, "TypeError");
  assert.match(stack[0], /log_test\.ts:\d+:\d+/);
});
