/**
 * Serves the build on `PORT` and `HOST`, in a process of its own. A host that brings its own server, such as
 * `deno serve` or Deno Deploy, takes `_fresh/server.js` instead: it only exports the app's fetch handler.
 * @module
 */
import { listenAt } from "./lib/server/dual_stack.ts";
import { app, listening } from "./main.ts";

// Gives the app its build. A name that the type checker can't follow: there is no such file before a build.
await import(import.meta.resolve("./_fresh/server.js"));
await listenAt(listening.hostname, (hostname) => app.listen({ ...listening, hostname }));
