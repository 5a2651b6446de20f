import fc from "fast-check";
import { parseJsonObject } from "../../../protocol/parse.ts";
import { ConfigError, parseConfig } from "../../../server/config.ts";
import { addressKey } from "../../../server/http/client_address.ts";
import { chooseLanguage, parseLanguage } from "../../../ui/i18n/language.ts";
import type { Door, JsonValue } from "../door.ts";
import { text } from "../pieces.ts";

const environment: fc.Arbitrary<JsonValue> = fc.record({
  PORT: fc.integer({ min: 0, max: 65_535 }).map(String),
  HOST: fc.constantFrom("::", "0.0.0.0", "files.example.org"),
  PUBLIC_URL: fc.constantFrom("https://files.example.org", "https://example.org/files"),
  STUN_URLS: fc.constantFrom("", "stun:stun.example.org:3478"),
  TRUST_PROXY: fc.constantFrom("0", "1"),
  LOG_LEVEL: fc.constantFrom("info", "debug"),
}, { requiredKeys: [] });

/** A configuration, or what is wrong with it in words: any other way to fail is a defect. */
function configOf(value: unknown): unknown {
  const env: Record<string, unknown> = typeof value === "object" && value !== null
    ? { ...value }
    : {};
  try {
    parseConfig((name) => {
      const found = Object.hasOwn(env, name) ? env[name] : undefined;
      return typeof found === "string" ? found : undefined;
    });
    return value;
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

const forwarded = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV6().map((ip) => `[${ip}]:443`)), {
  minLength: 1,
  maxLength: 3,
}).map((addresses) => addresses.join(", "));

const acceptLanguage = fc.array(
  fc.tuple(fc.constantFrom("ru", "en-GB", "de", "*"), fc.double({ min: 0, max: 1, noNaN: true })),
  { minLength: 1, maxLength: 4 },
).map((ranges) => ranges.map(([tag, weight]) => `${tag};q=${weight}`).join(","));

/** What a server reads of its requests and its environment. */
export const SERVER_DOORS: readonly Door[] = [
  { kind: "value", name: "parseConfig", grammar: environment, parse: configOf },
  {
    kind: "json",
    name: "parseJsonObject",
    grammar: fc.dictionary(text(5), fc.jsonValue() as fc.Arbitrary<JsonValue>),
    parse: parseJsonObject,
  },
  {
    kind: "text",
    name: "addressKey",
    grammar: forwarded,
    parse: (header) => addressKey("192.0.2.1", header),
  },
  {
    kind: "text",
    name: "chooseLanguage",
    grammar: acceptLanguage,
    parse: (header) => chooseLanguage(header, undefined),
  },
  {
    kind: "value",
    name: "parseLanguage",
    grammar: fc.constantFrom("en", "ru"),
    parse: parseLanguage,
  },
];
