import assert from "node:assert/strict";
import { ConfigError, parseConfig } from "./config.ts";

type Variables = { readonly [name: string]: string };

function parse(variables: Variables) {
  return parseConfig((name) => variables[name]);
}

Deno.test("without any variable the server runs on a laptop", () => {
  assert.deepEqual(parse({}), {
    port: 8000,
    host: "::",
    publicOrigin: undefined,
    basePath: "",
    stunUrls: [
      "stun:stun.l.google.com:19302",
      "stun:stun.cloudflare.com:3478",
    ],
    turn: undefined,
    trustProxy: false,
    redisUrl: undefined,
    metricsToken: undefined,
    logLevel: "info",
    limits: {
      maxSessions: 1_000_000,
      maxSockets: 16_000,
      maxSocketsPerAddress: 50,
      sessionsPerMinute: 30,
      messagesPerSecond: 20,
    },
  });
});

Deno.test("empty variables count as not set, but empty STUN_URLS means none", () => {
  const names = ["PORT", "HOST", "PUBLIC_URL", "TURN_URLS", "REDIS_URL"];
  const empty = Object.fromEntries(names.map((name) => [name, " "]));
  assert.deepEqual(parse(empty), parse({}));
  assert.deepEqual(parse({ STUN_URLS: "" }).stunUrls, []);
});

Deno.test("every variable is read", () => {
  const config = parse({
    PORT: "0",
    HOST: "::1",
    PUBLIC_URL: "https://Files.Example:8443/",
    STUN_URLS: "stun:a.example, stuns:[2001:db8::1]:5349",
    TURN_URLS: "turn:b.example:3478?transport=udp,turns:b.example",
    TURN_SECRET: "north",
    TURN_TTL_SECONDS: "3600",
    TRUST_PROXY: "1",
    REDIS_URL: "rediss://user:password@r.example:6380/1",
    METRICS_TOKEN: "0123456789abcdef",
    LOG_LEVEL: "debug",
    MAX_SESSIONS: "1",
    MAX_SOCKETS: "2",
    MAX_SOCKETS_PER_ADDRESS: "3",
    SESSIONS_PER_MINUTE: "4",
    MESSAGES_PER_SECOND: "50",
  });
  assert.deepEqual(config, {
    port: 0,
    host: "::1",
    publicOrigin: "https://files.example:8443",
    basePath: "",
    stunUrls: ["stun:a.example", "stuns:[2001:db8::1]:5349"],
    turn: {
      urls: ["turn:b.example:3478?transport=udp", "turns:b.example"],
      secret: "north",
      ttlSeconds: 3600,
    },
    trustProxy: true,
    redisUrl: "rediss://user:password@r.example:6380/1",
    metricsToken: "0123456789abcdef",
    logLevel: "debug",
    limits: {
      maxSessions: 1,
      maxSockets: 2,
      maxSocketsPerAddress: 3,
      sessionsPerMinute: 4,
      messagesPerSecond: 50,
    },
  });
});

for (
  const [value, basePath] of [
    ["https://files.example", ""],
    ["https://files.example/", ""],
    ["https://files.example/share", "/share"],
    ["https://files.example/a-b/c_d.e~f/", "/a-b/c_d.e~f"],
  ] as const
) {
  Deno.test(`PUBLIC_URL ${value} is served below "${basePath}"`, () => {
    const config = parse({ PUBLIC_URL: value });
    assert.deepEqual([config.publicOrigin, config.basePath], ["https://files.example", basePath]);
  });
}

const PUBLIC_URL_RULE = "allowed: https://host or http://host, with :port and /path if need be";

const WRONG: readonly (readonly [Variables, string])[] = [
  [{ PORT: "65536" }, 'PORT: "65536"; allowed: a whole number from 0 to 65535'],
  [{ PORT: "-1" }, 'PORT: "-1"; allowed: a whole number from 0 to 65535'],
  [{ PORT: "80a" }, 'PORT: "80a"; allowed: a whole number from 0 to 65535'],
  [{ PORT: "8e3" }, 'PORT: "8e3"; allowed: a whole number from 0 to 65535'],
  [
    { HOST: "http://x" },
    'HOST: "http://x"; allowed: a host name or IP address',
  ],
  [{ PUBLIC_URL: "x" }, `PUBLIC_URL: "x"; ${PUBLIC_URL_RULE}`],
  [
    { PUBLIC_URL: "ftp://x" },
    `PUBLIC_URL: "ftp://x"; ${PUBLIC_URL_RULE}`,
  ],
  ...["https://x/a?b", "https://x/a#b", "https://x//a", "https://x/a%20b", "https://x/:a"].map(
    (PUBLIC_URL) => [{ PUBLIC_URL }, `PUBLIC_URL: "${PUBLIC_URL}"; ${PUBLIC_URL_RULE}`] as const,
  ),
  [
    { PUBLIC_URL: "https://u:p@x" },
    `PUBLIC_URL: "https://u:p@x"; ${PUBLIC_URL_RULE}`,
  ],
  [
    { STUN_URLS: "stun.example" },
    'STUN_URLS: "stun.example"; allowed: stun:host:port, comma-separated, or empty for none',
  ],
  [
    { TURN_SECRET: "north" },
    "TURN_URLS: is not set; allowed: URLs, as TURN_SECRET is set",
  ],
  [
    { TURN_URLS: "turn:x" },
    "TURN_SECRET: is not set; allowed: text, as TURN_URLS is set",
  ],
  [
    { TURN_TTL_SECONDS: "5" },
    'TURN_TTL_SECONDS: "5"; allowed: a whole number from 10 to 86400',
  ],
  [
    { TURN_URLS: "turn:a.example, turns:b.example?transport=udp", TURN_SECRET: "north" },
    'TURN_URLS: "turns:b.example?transport=udp"; allowed: turn:host:port, ' +
    "turn:host:port?transport=udp or tcp, or turns:host:port for TLS over TCP, comma-separated",
  ],
  [{ TRUST_PROXY: "yes" }, 'TRUST_PROXY: "yes"; allowed: 0, 1'],
  [
    { LOG_LEVEL: "INFO" },
    'LOG_LEVEL: "INFO"; allowed: debug, info, warn, error',
  ],
  ...["x:6379", "http://:password@x", "redis://", "redis://x/sessions"].map((url) =>
    [
      { REDIS_URL: url },
      "REDIS_URL: (hidden); allowed: redis://host:port or rediss://host:port, with user:password@ and /database if need be",
    ] as const
  ),
  ...["0123456789abcde", "0123456789 abcdef"].map((token) =>
    [
      { METRICS_TOKEN: token },
      "METRICS_TOKEN: (hidden); allowed: 16 characters or more, without spaces",
    ] as const
  ),
  [
    { MAX_SESSIONS: "0" },
    'MAX_SESSIONS: "0"; allowed: a whole number from 1 to 100000000',
  ],
  [
    { MESSAGES_PER_SECOND: "19" },
    'MESSAGES_PER_SECOND: "19"; allowed: a whole number from 20 to 1000000',
  ],
];

for (const [variables, message] of WRONG) {
  Deno.test(`${JSON.stringify(variables)} stops the start`, () => {
    assert.throws(() => parse(variables), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.message, message);
      assert.ok(message.startsWith(`${error.variable}: `));
      return true;
    });
  });
}

Deno.test("the message stays one line whatever the value holds", () => {
  const value = `a\nb\u2028${"c".repeat(1000)}`;
  assert.throws(() => parse({ HOST: value }), (error: unknown) => {
    assert.ok(error instanceof ConfigError);
    assert.ok(!/[\r\n]/.test(error.message) && error.message.length < 250);
    return true;
  });
});
