/** Bytes of which two servers may make different requests. */
export interface MalformedRequest {
  readonly name: string;
  /** One byte for each character. */
  readonly text: string;
  /** What the app's server alone does: the paths that it answers, or that it refuses and ends the connection. */
  readonly alone: readonly string[] | "refused";
}

/** What an attacker wants to be taken for a request, though it is a body or a part of a header. */
const HIDDEN = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

/** The request that comes next on the connection, and ends it. */
const LAST = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

const HEX = HIDDEN.length.toString(16);

/** The hidden request as one chunk. */
const CHUNKED = `${HEX}\r\n${HIDDEN}\r\n0\r\n\r\n`;

/** A request with these header lines, which may be no such, and all that follows on the connection. */
function post(lines: readonly string[], after: string): string {
  return `POST /first HTTP/1.1\r\n${["Host: x", ...lines].join("\r\n")}\r\n\r\n${after}${LAST}`;
}

const BOTH = ["/first", "/last"];
const TE = "Transfer-Encoding: chunked";
const CL = `Content-Length: ${HIDDEN.length}`;

function row(
  name: string,
  text: string,
  alone: readonly string[] | "refused" = "refused",
): MalformedRequest {
  return { name, text, alone };
}

/** Each by what is odd about it. */
export const MALFORMED: readonly MalformedRequest[] = [
  row("nothing odd: a length", post([CL], HIDDEN), BOTH),
  row("nothing odd: chunks", post([TE], CHUNKED), BOTH),
  // Two lengths
  row("a length and chunks", post(["Content-Length: 5", TE], `0\r\n\r\n${HIDDEN}`)),
  row("chunks and a length", post([TE, CL], `0\r\n\r\n${HIDDEN}`)),
  row("two lengths", post(["Content-Length: 0", CL], HIDDEN)),
  row("two lengths, the other way", post([CL, "Content-Length: 0"], HIDDEN)),
  row("one length twice", post([CL, CL], HIDDEN)),
  row("two lengths in a line", post([`Content-Length: 0, ${HIDDEN.length}`], HIDDEN)),
  row(
    "one length twice in a line",
    post([`Content-Length: ${HIDDEN.length}, ${HIDDEN.length}`], HIDDEN),
  ),
  row("a length with a plus", post([`Content-Length: +${HIDDEN.length}`], HIDDEN)),
  row("a length with a minus", post([`Content-Length: -${HIDDEN.length}`], HIDDEN)),
  row("a length in hexadecimal", post([`Content-Length: 0x${HEX}`], HIDDEN)),
  row("a length of nothing", post(["Content-Length:"], HIDDEN)),
  row("a length beyond 64 bits", post([`Content-Length: 18446744073709551616`], HIDDEN)),
  row("a length with a vertical tab", post([`Content-Length:\x0b${HIDDEN.length}`], HIDDEN)),
  // Encodings that one knows and another doesn't
  row("chunked and identity", post(["Transfer-Encoding: chunked, identity"], CHUNKED)),
  row("identity and chunked", post(["Transfer-Encoding: identity, chunked"], CHUNKED), BOTH),
  row("chunked twice", post([TE, TE], CHUNKED)),
  row("an encoding that there isn't", post(["Transfer-Encoding: xchunked", CL], HIDDEN)),
  row("chunked with a vertical tab", post(["Transfer-Encoding:\x0bchunked", CL], HIDDEN)),
  row("chunked in quotes", post(['Transfer-Encoding: "chunked"', CL], HIDDEN)),
  row("chunked in capitals", post(["Transfer-Encoding: CHUNKED"], CHUNKED), BOTH),
  row("chunked in HTTP/1.0", post([TE], CHUNKED).replace("HTTP/1.1", "HTTP/1.0")),
  row("the name with a space", post(["Transfer-Encoding : chunked", CL], HIDDEN)),
  row("the name with a tab", post(["Content-Length\t: 0", CL], HIDDEN)),
  row("the name with an underscore", post(["Content_Length: 0", CL], HIDDEN), BOTH),
  row("the name in a folded line", post(["X: y", ` ${TE}`, CL], HIDDEN)),
  row("the value in a folded line", post(["Transfer-Encoding:", " chunked", CL], HIDDEN)),
  row("a folded line", post(["X: a", "\tb", CL], HIDDEN)),
  row("a first line that is folded", post([CL], HIDDEN).replace("Host", " Host")),
  // Ends of lines
  row("bare line feeds", post([CL], HIDDEN).replaceAll("\r\n", "\n")),
  row("a bare line feed after a header", post([`X: y\n${TE}`, CL], HIDDEN)),
  row("a bare carriage return in a header", post([`X: y\r${TE}`, CL], HIDDEN)),
  row("a header without a colon", post(["Nonsense", CL], HIDDEN)),
  row("a header without a name", post([": y", CL], HIDDEN)),
  row("NUL in a name", post(["X\x00: y", CL], HIDDEN)),
  row("NUL in a value", post(["X: y\x00", CL], HIDDEN)),
  row("NUL in the target", post([CL], HIDDEN).replace("/first", "/fi\x00rst")),
  row("empty lines before", `\r\n\r\n${post([CL], HIDDEN)}`, BOTH),
  // Chunks
  row("a chunk extension", post([TE], CHUNKED.replace("\r\n", ";a=b\r\n")), BOTH),
  row(
    "a chunk extension with a bare line feed",
    post([TE], `2;\nxx\r\n${HEX}\r\n0\r\n\r\n${HIDDEN}`),
  ),
  row(
    "a chunk extension that is large",
    post([TE], CHUNKED.replace("\r\n", `;${"a".repeat(20_000)}\r\n`)),
    BOTH,
  ),
  row("a chunk's size with 0x", post([TE], `0x${CHUNKED}`)),
  row("a chunk's size with a minus", post([TE], `-${CHUNKED}`)),
  row("a chunk's size with a space", post([TE], CHUNKED.replace("\r\n", " \r\n"))),
  row("a chunk's size beyond 64 bits", post([TE], `10000000000000000${CHUNKED}`)),
  row("a chunk that is longer than its size", post([TE], `5\r\nhello${HIDDEN}0\r\n\r\n`)),
  row("chunks with bare line feeds", post([TE], CHUNKED.replaceAll("\r\n", "\n"))),
  row("a trailer", post([TE], `0\r\nX: y\r\n\r\n`), BOTH),
  row("a length in the trailer", post([TE], `0\r\nContent-Length: ${HIDDEN.length}\r\n\r\n`)),
  // Targets and hosts
  row("no host", `GET /first HTTP/1.1\r\n\r\n${LAST}`),
  row("two hosts", post(["Host: y", CL], HIDDEN)),
  row("a host in the target", post([CL], HIDDEN).replace("/first", "http://y.example/first"), BOTH),
  row("a host with a path", post([CL], HIDDEN).replace("Host: x", "Host: x/hidden?"), BOTH),
  row("a space in the target", post([CL], HIDDEN).replace("/first", "/first /hidden")),
  row("a fragment in the target", post([CL], HIDDEN).replace("/first", "/first#/hidden"), BOTH),
  row("a line without a version", `GET /first\r\n${LAST}`),
  row("a version that there isn't", post([CL], HIDDEN).replace("HTTP/1.1", "HTTP/1.9")),
  row("a method with a length", post([CL], HIDDEN).replace("POST", "GET"), BOTH),
  row("a tunnel", `CONNECT y.example:80 HTTP/1.1\r\nHost: x\r\n\r\n${HIDDEN}${LAST}`),
  // What a proxy takes away or answers itself
  row("a length that is the connection's", post(["Connection: Content-Length", CL], HIDDEN), BOTH),
  row("an upgrade that there isn't", post(["Connection: upgrade", "Upgrade: h2c", CL], HIDDEN), [
    "/first",
  ]),
  row("an expectation", post(["Expect: 100-continue", CL], HIDDEN), BOTH),
  row("an expectation that there isn't", post(["Expect: nonsense", CL], HIDDEN)),
  row("a header that is large", post([`X: ${"a".repeat(100_000)}`, CL], HIDDEN)),
  row("3,000 headers", post([...Array.from({ length: 3_000 }, (_, n) => `X${n}: y`), CL], HIDDEN)),
];
