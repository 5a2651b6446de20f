/** What can be wrong with a command line. */
export type Wrong =
  | "no-command"
  | "unknown-option"
  | "no-path"
  | "no-link"
  | "not-a-link"
  | "not-files"
  | "receivers"
  | "server"
  | "name"
  | "no-file"
  | "not-yet";

/** Longest name that a file can be given. */
export const MAX_NAME_LENGTH = 200;

/** How it is called. Options are the same in every language. */
export const SYNOPSIS = [
  "filefrag send [--server URL] [--receivers N] [--name NAME] [--relay-only] [--json] PATH…",
  "filefrag receive [--server URL] [--to DIR] [--yes] [--json] LINK",
] as const;
