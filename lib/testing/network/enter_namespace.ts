import { Libc } from "./libc.ts";

const READ_ONLY = 0;

/**
 * Runs something with this thread inside a network namespace. A socket belongs for good to the
 * namespace in which it was made, so what is opened there can be used from outside afterwards:
 * no helper process, and no other path into the namespace.
 *
 * The work has to make its sockets before it returns, because whatever this thread does later it
 * does at home again. `Deno.listen` does so, and so does `Deno.connect` to a numeric address.
 *
 * @example
 * ```ts ignore
 * const listener = enterNamespace("filefrag-1-a", () => Deno.listen({ port: 8000 }));
 * ```
 */
export function enterNamespace<Result>(name: string, work: () => Result): Result {
  using libc = new Libc();
  // Of this thread: a test needn't run on the process's first one, which /proc/self speaks of.
  const home = libc.open("/proc/thread-self/ns/net", READ_ONLY);
  try {
    const there = libc.open(`/run/netns/${name}`, READ_ONLY);
    try {
      libc.joinNetwork(there);
      try {
        return work();
      } finally {
        libc.joinNetwork(home);
      }
    } finally {
      libc.close(there);
    }
  } finally {
    libc.close(home);
  }
}
