import { fileURLToPath, pathToFileURL } from "node:url";

/** The path of a file URL; a path stays as it is. */
export function fromFileUrl(url: string | URL): string {
  return url instanceof URL || url.startsWith("file:") ? fileURLToPath(url) : url;
}

/** The file URL of an absolute path. */
export function toFileUrl(path: string): string {
  return pathToFileURL(path).href;
}
