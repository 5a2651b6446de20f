import type { Page } from "puppeteer-core";

/** Bytes of partial files that an origin's transfers have on the disk. */
export async function storedBytes(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const origin = await navigator.storage.getDirectory();
    const root = await origin.getDirectoryHandle("filefrag", { create: true });
    let bytes = 0;
    for await (const directory of root.values()) {
      if (!(directory instanceof FileSystemDirectoryHandle)) continue;
      for await (const [name, file] of directory.entries()) {
        // A file may be gone by the time it is looked at.
        if (!(file instanceof FileSystemFileHandle) || !/^\d+$/.test(name)) continue;
        bytes += await file.getFile().then(({ size }) => size, () => 0);
      }
    }
    return bytes;
  });
}
