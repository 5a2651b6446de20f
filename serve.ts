/**
 * Serves the build on `PORT` and `HOST`, in a process of its own. A host that brings its own server, such as
 * `deno serve` or Deno Deploy, takes `_fresh/server.js` instead: it only exports the app's fetch handler.
 * @module
 */
import { listenAt } from "./lib/server/dual_stack.ts";
import { logUncaughtErrors } from "./lib/server/printed_errors.ts";
import { app, listening, logger } from "./main.ts";

// Gives the app its build. A name that the type checker can't follow: there is no such file before a build.
await import(import.meta.resolve("./_fresh/server.js"));
await listenAt(listening.hostname, (hostname) => app.listen({ ...listening, hostname }));
// What fails before, such as a port that is taken, is for whoever starts it to read, and quotes no client.
logUncaughtErrors(logger);
