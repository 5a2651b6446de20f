import type { PeerConnection, SelectedCandidateInfo } from "node-datachannel";

/**
 * What a browser's `getStats()` says of the path and of the bytes that came in: all that is asked of
 * it (`connection_path.ts`, `received_bytes.ts`). Empty while no candidate pair is selected.
 */
export function nativeStats(
  pc: Pick<PeerConnection, "getSelectedCandidatePair" | "bytesReceived">,
): Map<string, Readonly<Record<string, unknown>>> {
  const pair = pc.getSelectedCandidatePair();
  if (!pair) return new Map();
  const entries = [
    { id: "transport", type: "transport", selectedCandidatePairId: "pair" },
    {
      id: "pair",
      type: "candidate-pair",
      localCandidateId: "local",
      remoteCandidateId: "remote",
      bytesReceived: pc.bytesReceived(),
    },
    { id: "local", type: "local-candidate", ...candidateStats(pair.local) },
    { id: "remote", type: "remote-candidate", ...candidateStats(pair.remote) },
  ];
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function candidateStats({ type, address }: SelectedCandidateInfo) {
  return { candidateType: type, address };
}
