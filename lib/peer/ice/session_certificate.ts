/**
 * One certificate for all connections of a page's session. Once lane 0 is proven, whatever names its
 * certificate is the peer's too, whichever way it came.
 */
export class SessionCertificate {
  #certificate: RTCCertificate | undefined;

  /** Begins to make it; it is there long before the first peer is. */
  async create(): Promise<void> {
    try {
      this.#certificate = await globalThis.RTCPeerConnection?.generateCertificate?.({
        name: "ECDSA",
        namedCurve: "P-256",
      } as AlgorithmIdentifier);
    } catch {
      // Each connection then makes its own, and lanes aren't mended over the server.
    }
  }

  /** What a connection is made with; nothing while there is none. */
  get configuration(): Pick<RTCConfiguration, "certificates"> {
    const certificate = this.#certificate;
    return certificate && certificate.expires > Date.now() ? { certificates: [certificate] } : {};
  }
}
