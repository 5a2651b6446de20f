/** Below this a buffer is left to the garbage collector: what is small comes in numbers that wake it. */
const WORTH_BYTES = 256 * 1024;

/** Its other end is closed: what is posted here is gone. */
let drain: MessagePort | undefined;

/**
 * Frees a buffer now; nothing may use it afterwards. The garbage collector would, at full speed, let
 * a few hundred megabytes pile up in a worker that allocates nothing else. Not `transfer(0)`:
 * Chromium 156 takes that off its books and keeps the memory, as much of it as the file is long.
 */
export function freeMemory(buffer: ArrayBuffer): void {
  if (buffer.byteLength < WORTH_BYTES) return;
  drain ??= closedPort();
  drain.postMessage(undefined, [buffer]);
}

function closedPort(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}
