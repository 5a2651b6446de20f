/**
 * Whether a system has Debian's packages, of which one is Chromium and one Firefox: Debian itself and what is
 * made of it, but not Ubuntu, whose packages of these names only fetch something else.
 *
 * @param osRelease the text of `/etc/os-release`
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.ok(isDebian('ID=debian\nVERSION_ID="12"'));
 * assert.ok(isDebian("ID=raspbian\nID_LIKE=debian"));
 * assert.ok(!isDebian('ID=linuxmint\nID_LIKE="ubuntu debian"'));
 * ```
 */
export function isDebian(osRelease: string): boolean {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)]
    .flatMap(([, names = ""]) => names.split(" "));
  return ids.includes("debian") && !ids.includes("ubuntu");
}

/** Debian's packages, as a root user installs them. */
export interface DebianPackages {
  /** Whether this process may install any. */
  readonly mayInstall: boolean;
  install(packages: readonly string[]): Promise<void>;
}

/** This system's packages; `undefined` where they aren't Debian's. */
export function debianPackages(): DebianPackages | undefined {
  return isDebian(osRelease()) ? { mayInstall: Deno.uid() === 0, install } : undefined;
}

async function install(packages: readonly string[]): Promise<void> {
  await aptGet(["update", "-qq"]);
  await aptGet(["install", "-y", "-qq", "--no-install-recommends", ...packages]);
}

/** It says by itself what fails; whether a browser is there afterwards is for others to see. */
async function aptGet(args: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    await new Deno.Command("apt-get", { args: [...args], env, stdout: "null" }).spawn().status;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // An image without it.
  }
}

function osRelease(): string {
  try {
    return Deno.readTextFileSync("/etc/os-release");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ""; // Not Linux.
    throw error;
  }
}
