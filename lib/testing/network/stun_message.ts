/** The 20 bytes of a STUN header. */
const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112_a442;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;

/** By which address and port a server sees its client. */
export interface MappedAddress {
  readonly address: string;
  readonly port: number;
}

/** The question "as whom do you see me?" (RFC 8489). */
export function bindingRequest(): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(HEADER_BYTES);
  const view = new DataView(message.buffer);
  view.setUint16(0, BINDING_REQUEST);
  view.setUint32(4, MAGIC_COOKIE);
  crypto.getRandomValues(message.subarray(8));
  return message;
}

/** Reads the answer; `undefined` where a datagram isn't one. IPv4 only, as the labs are. */
export function mappedAddress(message: Uint8Array): MappedAddress | undefined {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  if (message.length < HEADER_BYTES || view.getUint16(0) !== BINDING_SUCCESS) return undefined;
  for (let at = HEADER_BYTES; at + 4 <= message.length;) {
    const type = view.getUint16(at);
    const length = view.getUint16(at + 2);
    if (type === XOR_MAPPED_ADDRESS && at + 12 <= message.length) {
      const port = view.getUint16(at + 6) ^ (MAGIC_COOKIE >>> 16);
      const cookie = [0x21, 0x12, 0xa4, 0x42];
      const bytes = cookie.map((byte, index) => byte ^ view.getUint8(at + 8 + index));
      return { address: bytes.join("."), port };
    }
    at += 4 + Math.ceil(length / 4) * 4; // Attributes are padded to words.
  }
  return undefined;
}
