/** What a command may be given besides its arguments. */
export interface RunOptions {
  /** Text for its standard input, which is empty otherwise. */
  readonly stdin?: string;
}

/**
 * Runs a command to its end and answers what it printed.
 *
 * @throws {Error} with its standard error where it fails
 */
export async function run(
  command: string,
  args: readonly string[],
  { stdin }: RunOptions = {},
): Promise<string> {
  await using child = new Deno.Command(command, {
    args: [...args],
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) await new Response(stdin).body?.pipeTo(child.stdin);
  const { success, code, stdout, stderr } = await child.output();
  if (success) return new TextDecoder().decode(stdout);
  const said = new TextDecoder().decode(stderr).trim();
  throw new Error(`Cannot run "${[command, ...args].join(" ")}": exit ${code}: ${said}`);
}
