import { HttpError } from "fresh";

/** The status that a request answers with when this was thrown. */
export function errorStatus(error: unknown): number {
  return error instanceof HttpError ? error.status : 500;
}
