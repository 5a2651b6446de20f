import type { FailureReason } from "../../protocol/failure.ts";

/** Why this page can't connect to anybody, or `undefined` where it can. */
export function checkSupport(
  scope: {
    readonly isSecureContext?: boolean;
    readonly RTCPeerConnection?: unknown;
  } = globalThis,
): FailureReason | undefined {
  // First, because the other is missing without it in some browsers: WebCrypto needs it anyway.
  if (!scope.isSecureContext) return "insecure-context";
  return typeof scope.RTCPeerConnection === "function" ? undefined : "no-webrtc";
}
