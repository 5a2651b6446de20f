/**
 * Asks a connection how many bytes it has taken in, over all the paths it tried.
 *
 * @returns `undefined` where the browser doesn't tell.
 */
export async function receivedBytesOf(
  pc: Pick<RTCPeerConnection, "getStats">,
): Promise<number | undefined> {
  const stats = await pc.getStats().catch(() => undefined); // Closed meanwhile.
  let sum: number | undefined;
  for (const entry of stats?.values() ?? []) {
    if (entry.type === "candidate-pair") sum = (sum ?? 0) + (entry.bytesReceived ?? 0);
  }
  return sum;
}
