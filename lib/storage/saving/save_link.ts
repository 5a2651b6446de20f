/** A link under which the browser saves a received file. */
export interface SaveLink {
  /** For the `href` of a link with `download`. */
  readonly url: string;
  /** Lets go of the file; downloads that have begun go on. */
  revoke(): void;
}

/**
 * Makes the link of a received file.
 *
 * @param name a name that is safe on every disk; also the one a browser proposes where the link is
 * saved by its menu instead of clicked.
 */
export function saveUrl(file: File, name: string): SaveLink {
  // Never the type that a name or the sender claims: a page of theirs must not open as one of ours.
  // A file of a file refers to the disk and copies nothing.
  const url = URL.createObjectURL(
    new File([file], name, { type: "application/octet-stream" }),
  );
  return { url, revoke: () => URL.revokeObjectURL(url) };
}
