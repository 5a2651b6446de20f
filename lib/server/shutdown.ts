import type { Logger } from "./log.ts";
import type { Services } from "./services.ts";

/** Closes everything and exits on SIGTERM and SIGINT, within the seconds that hosts grant. */
export function shutDownOnSignal(services: Services, logger: Logger): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    services.shutdown().then(() => Deno.exit(0), (error: unknown) => {
      logger.error("shutdown failed", error);
      Deno.exit(1);
    });
  };
  Deno.addSignalListener("SIGINT", stop);
  // Windows knows no SIGTERM.
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
}
