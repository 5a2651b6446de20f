import { ALL_ADDRESSES } from "./dual_stack.ts";
import { DEFAULT_STUN_URLS, isStunUrl, isTurnUrl } from "./ice_urls.ts";
import {
  DEFAULT_MAX_SESSIONS,
  DEFAULT_MAX_SOCKETS,
  DEFAULT_MAX_SOCKETS_PER_ADDRESS,
  DEFAULT_MESSAGES_PER_SECOND,
  DEFAULT_SESSIONS_PER_MINUTE,
  DEFAULT_TURN_TTL_SECONDS,
  MIN_TURN_TTL_SECONDS,
} from "./limits.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";

/** TURN servers and the secret shared with them. */
export interface TurnConfig {
  readonly urls: readonly string[];
  readonly secret: string;
  readonly ttlSeconds: number;
}

/** Bounds an operator may change; `limits.ts` has the defaults and their reasons. */
export interface ConfiguredLimits {
  readonly maxSessions: number;
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number;
  /** Sessions one address may make in a minute. */
  readonly sessionsPerMinute: number;
  /** Messages one guest may send in a second. */
  readonly messagesPerSecond: number;
}

/** Everything the environment decides, read once at the start. */
export interface ServerConfig {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Scheme, host and port of every link; without it those of each request, by no name but localhost's. */
  readonly publicOrigin: string | undefined;
  /** The path that the site is served below: nothing, or a slash before each part. */
  readonly basePath: string;
  readonly stunUrls: readonly string[];
  readonly turn: TurnConfig | undefined;
  /** Whether `X-Forwarded-For` and its like come from a proxy of our own. */
  readonly trustProxy: boolean;
  /** Where several instances share their sessions; without it they are in this process. */
  readonly redisUrl: string | undefined;
  /** What shows the metrics; without it nobody sees them. */
  readonly metricsToken: string | undefined;
  readonly logLevel: LogLevel;
  readonly limits: ConfiguredLimits;
}

/** Reads an environment variable. */
export type Environment = (name: string) => string | undefined;

/** A variable with a value that is not allowed. The message is one line, fit for the terminal. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** The variable to change. */
  readonly variable: string;

  constructor(variable: string, value: string | undefined, allowed: string) {
    const shown = value === undefined
      ? "is not set"
      : SECRETS.has(variable)
      ? "(hidden)"
      : JSON.stringify(value).slice(0, 120);
    super(`${variable}: ${shown}; allowed: ${allowed}`);
    this.variable = variable;
  }
}

/** Variables whose value may hold a password and never appears in a message. */
const SECRETS: ReadonlySet<string> = new Set([
  "METRICS_TOKEN",
  "TURN_SECRET",
  "REDIS_URL",
]);

const METRICS_TOKEN = /^[\x21-\x7e]{16,}$/;
const BASE_PATH = /^(\/[\w.~-]+)*$/;
const HOST = /^[A-Za-z0-9.:_-]+$/;

/**
 * Reads the whole configuration.
 *
 * @throws {ConfigError} at the first variable whose value is not allowed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * assert.equal(parseConfig(() => undefined).port, 8000);
 * assert.throws(() => parseConfig((name) => name === "PORT" ? "http" : undefined), {
 *   message: 'PORT: "http"; allowed: a whole number from 0 to 65535',
 * });
 * ```
 */
export function parseConfig(env: Environment): ServerConfig {
  return {
    port: integer(env, "PORT", 8000, 0, 65_535),
    host: checked(env, "HOST", (value) => HOST.test(value), "a host name or IP address") ??
      ALL_ADDRESSES,
    ...publicSite(env),
    stunUrls: urls(
      "STUN_URLS",
      env("STUN_URLS") ?? DEFAULT_STUN_URLS,
      isStunUrl,
      "stun:host:port, comma-separated, or empty for none",
    ),
    turn: turnConfig(env),
    trustProxy: oneOf(env, "TRUST_PROXY", "0", ["0", "1"]) === "1",
    redisUrl: checked(
      env,
      "REDIS_URL",
      isRedisUrl,
      "redis://host:port or rediss://host:port, with user:password@ and /database if need be",
    ),
    metricsToken: checked(
      env,
      "METRICS_TOKEN",
      (value) => METRICS_TOKEN.test(value),
      "16 characters or more, without spaces",
    ),
    logLevel: oneOf(env, "LOG_LEVEL", "info", LOG_LEVELS),
    limits: limitsOf(env),
  };
}

function limitsOf(env: Environment): ConfiguredLimits {
  const limit = (name: string, fallback: number, most: number, least = 1) =>
    integer(env, name, fallback, least, most);
  return {
    maxSessions: limit("MAX_SESSIONS", DEFAULT_MAX_SESSIONS, 1e8),
    maxSockets: limit("MAX_SOCKETS", DEFAULT_MAX_SOCKETS, 1e7),
    maxSocketsPerAddress: limit("MAX_SOCKETS_PER_ADDRESS", DEFAULT_MAX_SOCKETS_PER_ADDRESS, 1e7),
    sessionsPerMinute: limit("SESSIONS_PER_MINUTE", DEFAULT_SESSIONS_PER_MINUTE, 1e7),
    // Fewer would not let one negotiation of 64 candidates through.
    messagesPerSecond: limit("MESSAGES_PER_SECOND", DEFAULT_MESSAGES_PER_SECOND, 1e6, 20),
  };
}

function turnConfig(env: Environment): TurnConfig | undefined {
  const list = text(env, "TURN_URLS");
  const secret = text(env, "TURN_SECRET");
  const ttlSeconds = integer(
    env,
    "TURN_TTL_SECONDS",
    DEFAULT_TURN_TTL_SECONDS,
    MIN_TURN_TTL_SECONDS,
    86_400,
  );
  if (list === undefined && secret === undefined) return undefined;
  if (list === undefined) {
    throw new ConfigError("TURN_URLS", list, "URLs, as TURN_SECRET is set");
  }
  if (secret === undefined) {
    throw new ConfigError("TURN_SECRET", secret, "text, as TURN_URLS is set");
  }
  const turnUrls = urls(
    "TURN_URLS",
    list,
    isTurnUrl,
    "turn:host:port, turn:host:port?transport=udp or tcp, or turns:host:port for TLS over TCP, comma-separated",
  );
  return { urls: turnUrls, secret, ttlSeconds };
}

/** Scheme, host and port of the site, and the path that it is served below. */
function publicSite(env: Environment): Pick<ServerConfig, "publicOrigin" | "basePath"> {
  const value = text(env, "PUBLIC_URL");
  if (value === undefined) return { publicOrigin: undefined, basePath: "" };
  const url = URL.parse(value);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  const basePath = url?.pathname.replace(/\/$/, "") ?? "";
  // What else a URL may have (query, credentials) would be lost in links: refuse it.
  const isWhole = url?.href.replace(/\/$/, "") === `${url?.origin}${basePath}`;
  if (!url || !isHttp || !isWhole || !BASE_PATH.test(basePath)) {
    throw new ConfigError(
      "PUBLIC_URL",
      value,
      "https://host or http://host, with :port and /path if need be",
    );
  }
  return { publicOrigin: url.origin, basePath };
}

function isRedisUrl(value: string): boolean {
  const url = URL.parse(value);
  const isRedis = url?.protocol === "redis:" || url?.protocol === "rediss:";
  return isRedis && url.hostname !== "" && /^(\/\d*)?$/.test(url.pathname);
}

/** The value of a variable; an empty one counts as not set, as Docker Compose passes those on. */
function text(env: Environment, name: string): string | undefined {
  return env(name)?.trim() || undefined;
}

function integer(
  env: Environment,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const number = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
  if (number >= min && number <= max) return number;
  throw new ConfigError(name, value, `a whole number from ${min} to ${max}`);
}

/** The value of a variable that need not be set. */
function checked(
  env: Environment,
  name: string,
  isAllowed: (value: string) => boolean,
  allowed: string,
): string | undefined {
  const value = text(env, name);
  if (value === undefined || isAllowed(value)) return value;
  throw new ConfigError(name, value, allowed);
}

function oneOf<Word extends string>(
  env: Environment,
  name: string,
  fallback: Word,
  words: readonly Word[],
): Word {
  const value = text(env, name);
  if (value === undefined) return fallback;
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw new ConfigError(name, value, words.join(", "));
}

function urls(
  name: string,
  list: string,
  isAllowed: (url: string) => boolean,
  allowed: string,
): string[] {
  const items = list.split(",").map((item) => item.trim()).filter(Boolean);
  const wrong = items.find((item) => !isAllowed(item));
  if (wrong === undefined) return items;
  throw new ConfigError(name, wrong, allowed);
}
