import { PortForward } from "./port_forward.ts";

/**
 * What puppeteer needs to start a browser inside a network namespace and to talk to it: a script in
 * the browser's place, and a way to its debugging port, which listens on the namespace's loopback.
 */
export class NamespacedBrowser implements AsyncDisposable {
  /** Options for `puppeteer.launch`. */
  readonly launchOptions: { readonly executablePath: string; readonly debuggingPort: number };
  readonly #control: PortForward;

  private constructor(executablePath: string, control: PortForward) {
    this.launchOptions = { executablePath, debuggingPort: control.port };
    this.#control = control;
  }

  /** @param folder where the script goes; the caller removes it */
  static async prepare(
    namespace: string,
    executablePath: string,
    folder: string,
  ): Promise<NamespacedBrowser> {
    const script = `${folder}/browser_in_namespace`;
    await Deno.writeTextFile(
      script,
      `#!/bin/sh\nexec ip netns exec "${namespace}" "${executablePath}" "$@"\n`,
    );
    await Deno.chmod(script, 0o755);
    return new NamespacedBrowser(script, PortForward.start({}, { namespace }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#control[Symbol.asyncDispose]();
  }
}
