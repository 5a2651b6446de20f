import { ConfigError, type Environment, parseConfig, type ServerConfig } from "./config.ts";

/** The configuration, or one line on stderr and the end of the process. */
export function configOrExit(environment: Environment): ServerConfig {
  try {
    return parseConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // deno-lint-ignore no-console -- There is no logger yet: its level is part of what is wrong.
    console.error(error.message);
    return Deno.exit(1);
  }
}
