import { fingerprintOfCertificate, fingerprintOfSdp } from "../../security/fingerprint.ts";
import type { Fingerprints } from "./bind_gate.ts";

/**
 * The certificates of an established connection (RFC 8122 §5), for the binding to cover.
 *
 * The peer's is read from the DTLS transport, where the browser shows it: that is what the
 * connection really uses, whatever the description said. Firefox doesn't show it; it enforces the
 * description's fingerprint, which is then the same thing said earlier.
 *
 * @param described the fingerprint that the peer's descriptions named
 */
export async function usedFingerprints(
  pc: Pick<RTCPeerConnection, "localDescription" | "sctp">,
  described: Uint8Array | undefined,
): Promise<Fingerprints> {
  const transport: Partial<RTCDtlsTransport> | undefined = pc.sctp?.transport;
  const [certificate] = transport?.getRemoteCertificates?.() ?? [];
  const remote = certificate ? await fingerprintOfCertificate(certificate) : described;
  const local = fingerprintOfSdp(pc.localDescription?.sdp ?? "");
  if (!remote) {
    throw new Error("Cannot bind: the peer has no certificate yet");
  }
  return { local, remote };
}
