/** What we use of Trusted Types; the DOM types don't know them yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    /** In truth a `TrustedScriptURL`, which `Worker` takes where it takes a string. */
    createScriptURL(url: string): string;
  };
}

/** The name the page's CSP admits (`trusted-types filefrag`). */
const POLICY = "filefrag";

let createScriptUrl: ((url: string) => string) | undefined;

/**
 * Starts a dedicated worker from a script of this origin; under
 * `require-trusted-types-for 'script'` by a policy that admits this script and nothing else.
 *
 * @param url the same for every call on one page: a CSP lets a policy be made only once.
 */
export function startWorker(url: string): Worker {
  const admitted = new URL(url, location.href);
  if (admitted.origin !== location.origin) {
    throw new TypeError(`Cannot start a worker of ${admitted.origin}`);
  }
  createScriptUrl ??= scriptUrlPolicy(admitted.href);
  return new Worker(createScriptUrl(admitted.href));
}

function scriptUrlPolicy(admitted: string): (url: string) => string {
  const createScriptURL = (url: string): string => {
    if (url === admitted) return url;
    throw new TypeError(`Cannot start ${url}: only ${admitted} is admitted`);
  };
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy(POLICY, { createScriptURL });
  return policy === undefined ? createScriptURL : (url) => policy.createScriptURL(url);
}
