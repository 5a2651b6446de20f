import { cantRun } from "../cant_run.ts";

/** A program that a test needs. */
export interface Program {
  readonly name: string;
  /** What makes it say its version and end. */
  readonly version: string;
  /** Debian's package of it. */
  readonly debian: string;
}

/** Whether a program is there. Where it isn't, what doesn't run because of that is told by its name. */
export async function isInstalled(program: Program, what: string): Promise<boolean> {
  const { name, version, debian } = program;
  try {
    const command = new Deno.Command(name, { args: [version], stdout: "null", stderr: "null" });
    return (await command.output()).success;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    cantRun(what, `${name} is not installed (Debian: apt-get install ${debian})`);
    return false;
  }
}
