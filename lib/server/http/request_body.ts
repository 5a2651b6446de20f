/**
 * Reads the body of a request as text, and not one chunk more than the bound allows: a declared
 * length may lie, and without one nobody knows how much will come.
 *
 * @returns the text; `"too-large"` above the bound, `"unreadable"` where it is no UTF-8 or broke off.
 */
export async function readBoundedText(
  request: Request,
  maxBytes: number,
): Promise<{ readonly text: string } | "too-large" | "unreadable"> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    // Leaving the loop cancels the stream.
    for await (const chunk of request.body ?? []) {
      length += chunk.length;
      if (length > maxBytes) return "too-large";
      chunks.push(chunk);
    }
    const bytes = new Uint8Array(
      await new Blob(chunks).arrayBuffer(),
    );
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return "unreadable"; // The client went away or sent no text; either way there is nobody to blame here.
  }
}
