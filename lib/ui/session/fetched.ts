import { FailureError } from "../../protocol/failure.ts";

/** What is fetched late comes from the server: where it can't be had, that is out of reach. */
export async function fetched<Value>(loading: Promise<Value>): Promise<Value> {
  try {
    return await loading;
  } catch (cause) {
    throw new FailureError("server-unreachable", "Cannot load a part of the page", { cause });
  }
}
