import { Buffer } from "node:buffer";
import { createHash, createHmac } from "node:crypto";
import { UdpSocket } from "./udp_socket.ts";

const MAGIC_COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;
const ANSWER_WITHIN_MS = 2_000;

const ALLOCATE = 0x0003;
const CREATE_PERMISSION = 0x0008;
const SUCCESS = 0x0100;
const ERROR = 0x0110;

const USERNAME = 0x0006;
const MESSAGE_INTEGRITY = 0x0008;
const ERROR_CODE = 0x0009;
const XOR_PEER_ADDRESS = 0x0012;
const REALM = 0x0014;
const NONCE = 0x0015;
const REQUESTED_ADDRESS_FAMILY = 0x0017;
const REQUESTED_TRANSPORT = 0x0019;
const SOFTWARE = 0x8022;
const UDP = 17;

/** An answer, and its attributes by their types. */
interface Answer {
  readonly type: number;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

/** What a {@linkcode TurnClient} says it is. */
export interface TurnUser {
  readonly username: string;
  readonly credential: string;
}

/**
 * A client of a TURN server over UDP that asks for what browsers would never ask for (RFC 8656): one
 * allocation, and permissions for any address. An answer is the STUN error code, or 0 for success.
 */
export class TurnClient implements Disposable {
  readonly #socket: UdpSocket;
  readonly #server: string;
  readonly #port: number;
  readonly #user: TurnUser;
  #realm = "";
  #nonce: Buffer | undefined;
  /** What the server says it is, if it does. */
  software: string | undefined;

  constructor(
    { namespace, server, port = 3478, user }: {
      readonly namespace: string;
      readonly server: string;
      readonly port?: number;
      readonly user: TurnUser;
    },
  ) {
    this.#socket = UdpSocket.bind(namespace);
    this.#server = server;
    this.#port = port;
    this.#user = user;
  }

  /** Asks for a relayed address of one family. */
  allocate(family: 4 | 6 = 4): Promise<number> {
    const attributes = [attribute(REQUESTED_TRANSPORT, Buffer.from([UDP, 0, 0, 0]))];
    if (family === 6) {
      attributes.push(attribute(REQUESTED_ADDRESS_FAMILY, Buffer.from([2, 0, 0, 0])));
    }
    return this.#ask(ALLOCATE, (_transaction) => attributes);
  }

  /** Asks to be allowed to send to an address. */
  permit(address: string): Promise<number> {
    return this.#ask(CREATE_PERMISSION, (transaction) => [
      attribute(XOR_PEER_ADDRESS, xorAddress(address, transaction)),
    ]);
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }

  /** Asks, and again with the nonce where the server gives one. */
  async #ask(method: number, body: (transaction: Buffer) => readonly Buffer[]): Promise<number> {
    for (let round = 0; round < 3; round++) {
      const transaction = Buffer.from(crypto.getRandomValues(new Uint8Array(12)));
      const answer = await this.#exchange(this.#request(method, transaction, body(transaction)));
      this.software ??= answer.attributes.get(SOFTWARE)?.toString();
      if (answer.type === (method | SUCCESS)) return 0;
      if (answer.type !== (method | ERROR)) throw new Error(`Unexpected answer: ${answer.type}`);
      const code = errorCode(answer);
      const isFirst = code === 401 && this.#nonce === undefined;
      if (!isFirst && code !== 438) return code;
      this.#nonce = answer.attributes.get(NONCE);
      this.#realm = answer.attributes.get(REALM)?.toString() ?? this.#realm;
    }
    throw new Error("Cannot ask: the server wants ever another nonce");
  }

  async #exchange(request: Buffer): Promise<Answer> {
    await this.#socket.send(Uint8Array.from(request), this.#server, this.#port);
    const answer = await this.#socket.receive(ANSWER_WITHIN_MS);
    if (!answer) throw new Error(`Cannot ask ${this.#server}: no answer`);
    return parse(Buffer.from(answer.bytes));
  }

  #request(method: number, transaction: Buffer, body: readonly Buffer[]): Buffer {
    if (!this.#nonce) return message(method, transaction, body);
    const { username, credential } = this.#user;
    const attributes = [
      ...body,
      attribute(USERNAME, Buffer.from(username)),
      attribute(REALM, Buffer.from(this.#realm)),
      attribute(NONCE, this.#nonce),
    ];
    const key = createHash("md5").update(`${username}:${this.#realm}:${credential}`).digest();
    // The length in the header counts the attribute that is computed over it.
    const covered = message(method, transaction, attributes, 24);
    const mac = createHmac("sha1", key).update(covered).digest();
    return message(method, transaction, [...attributes, attribute(MESSAGE_INTEGRITY, mac)]);
  }
}

function message(
  method: number,
  transaction: Buffer,
  attributes: readonly Buffer[],
  extraLength = 0,
): Buffer {
  const body = Buffer.concat([...attributes]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(method, 0);
  header.writeUInt16BE(body.length + extraLength, 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  transaction.copy(header, 8);
  return Buffer.concat([header, body]);
}

/** Padded to words; the length is that without padding. */
function attribute(type: number, value: Buffer): Buffer {
  const whole = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  whole.writeUInt16BE(type, 0);
  whole.writeUInt16BE(value.length, 2);
  value.copy(whole, 4);
  return whole;
}

/** An address with a port, in the form that routers don't rewrite. */
function xorAddress(address: string, transaction: Buffer): Buffer {
  const bytes = addressBytes(address);
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(MAGIC_COOKIE);
  const mask = Buffer.concat([cookie, transaction]);
  const value = Buffer.alloc(4 + bytes.length);
  value.writeUInt8(bytes.length === 4 ? 1 : 2, 1);
  value.writeUInt16BE(9 ^ (MAGIC_COOKIE >>> 16), 2);
  for (const [index, byte] of bytes.entries()) value[4 + index] = byte ^ (mask[index] ?? 0);
  return value;
}

/** The bytes of an IP address. */
export function addressBytes(address: string): number[] {
  if (!address.includes(":")) return address.split(".").map(Number);
  const [head = "", tail] = address.split("::");
  const words = (part = "") => part === "" ? [] : part.split(":").map((word) => parseInt(word, 16));
  const [first, last] = [words(head), words(tail)];
  const middle = Array<number>(8 - first.length - last.length).fill(0);
  return [...first, ...middle, ...last].flatMap((word) => [word >> 8, word & 0xff]);
}

/** The IP address of these bytes, nothing abbreviated. */
export function addressText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join(".");
  const hex = Buffer.from(bytes).toString("hex");
  return hex.match(/.{4}/g)?.join(":") ?? "";
}

function parse(bytes: Buffer): Answer {
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    attributes.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return { type: bytes.readUInt16BE(0), attributes };
}

function errorCode({ attributes }: Answer): number {
  const value = attributes.get(ERROR_CODE);
  return value ? (value.readUInt8(2) & 7) * 100 + value.readUInt8(3) : 0;
}
