/** How often it is tried, and how long it is waited in between. */
const ATTEMPTS = 50;
const PAUSE_MS = 100;

/** Removes a folder that processes which are just ending may still be writing into. */
export async function removeTree(path: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
