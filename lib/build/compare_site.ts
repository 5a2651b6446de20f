/**
 * Compares what a server gives browsers with what a checkout would give them.
 * @module
 */

/** Answers requests for one site. */
export type AskSite = (request: Request) => Promise<Response>;

/** What is compared, and with what. */
export interface CompareOptions {
  /** The server in question. */
  readonly theirs: AskSite;
  /** The checkout's app. */
  readonly ours: AskSite;
  /** Where the server is; without a slash at its end. */
  readonly base: string;
}

/** Headers that decide what a page may run, or that run something themselves. */
const DECIDING_HEADERS = [
  "content-type",
  "content-security-policy",
  "x-content-type-options",
  "cross-origin-opener-policy",
  "permissions-policy",
  "location",
  "refresh",
  "link",
];

/** A nonce, in a policy and in a page: the one thing in which two answers may differ. */
const NONCES = /(?<=\bnonce[-=]"?)[0-9a-f]{32}\b/g;

/** How much of a page is shown where it differs. */
const SHOWN_LENGTH = 80;

const LANGUAGES = ["en", "ru"];

/**
 * Compares a file in each encoding that browsers may ask for it in.
 *
 * @returns what differs, in a line each
 */
export async function compareFile(path: string, options: CompareOptions): Promise<string[]> {
  const expected = await answerOf(options.ours, options.base + path, {});
  const found = new Set<string>();
  for (const encoding of ["identity", "br", "gzip"]) {
    const headers = { "accept-encoding": encoding };
    const answer = await answerOf(options.theirs, options.base + path, headers, expected);
    for (const line of differencesOf(answer, expected, describeBytes)) found.add(line);
  }
  return [...found].map((line) => `${path}: ${line}`);
}

/**
 * Compares a page in each language, without its nonce.
 *
 * @returns what differs, in a line each
 */
export async function comparePage(path: string, options: CompareOptions): Promise<string[]> {
  const lines: string[] = [];
  for (const language of LANGUAGES) {
    const headers = { "accept-language": language };
    const expected = await answerOf(options.ours, options.base + path, headers);
    const answer = await answerOf(options.theirs, options.base + path, headers, expected);
    const found = differencesOf(withoutNonce(answer), withoutNonce(expected), describeText);
    lines.push(...found.map((line) => `${path} in ${language}: ${line}`));
  }
  return lines;
}

interface Answer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

async function answerOf(
  site: AskSite,
  url: string,
  headers: Readonly<Record<string, string>>,
  expected?: Answer,
): Promise<Answer> {
  const response = await site(new Request(url, { headers, redirect: "manual" }));
  const deciding = DECIDING_HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value.replaceAll(NONCES, "")] as const];
  });
  // A server that lies may never end: what is longer differs anyway.
  const most = expected === undefined ? Infinity : 2 * expected.body.byteLength + 1;
  return {
    status: response.status,
    headers: new Map(deciding),
    body: await readAtMost(response.body, most),
  };
}

async function readAtMost(
  stream: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= most) break;
  }
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return body;
}

function withoutNonce(answer: Answer): Answer {
  const text = new TextDecoder().decode(answer.body).replaceAll(NONCES, "");
  return { ...answer, body: new TextEncoder().encode(text) };
}

function differencesOf(
  answer: Answer,
  expected: Answer,
  describe: (theirs: Uint8Array, ours: Uint8Array, at: number) => string,
): string[] {
  if (answer.status !== expected.status) {
    return [`status ${answer.status} instead of ${expected.status}`];
  }
  const lines = DECIDING_HEADERS.flatMap((name) => {
    const [theirs, ours] = [answer.headers.get(name), expected.headers.get(name)];
    return theirs === ours ? [] : [`${name}: ${quote(theirs)} instead of ${quote(ours)}`];
  });
  const at = firstDifference(answer.body, expected.body);
  return at === undefined ? lines : [...lines, describe(answer.body, expected.body, at)];
}

function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.max(a.byteLength, b.byteLength);
  for (let index = 0; index < length; index++) if (a[index] !== b[index]) return index;
  return undefined;
}

function describeBytes(theirs: Uint8Array, ours: Uint8Array, at: number): string {
  return theirs.byteLength === ours.byteLength
    ? `other bytes, from ${at} on`
    : `other bytes, from ${at} on; not ${ours.byteLength} of them`;
}

function describeText(theirs: Uint8Array, ours: Uint8Array, at: number): string {
  const excerpt = (bytes: Uint8Array) =>
    quote(new TextDecoder().decode(bytes.subarray(at, at + SHOWN_LENGTH)));
  return `from byte ${at} on ${excerpt(theirs)} instead of ${excerpt(ours)}`;
}

/** As JSON: what a server says must not steer the terminal. */
function quote(text: string | undefined): string {
  return text === undefined ? "nothing" : JSON.stringify(text);
}
