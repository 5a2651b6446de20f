// This module is browser compatible. It lets `Head` reach the renderer without pulling the renderer into the browser's bundle.
import type { ComponentChildren } from "preact";

/** Where `Head` puts its children; set only while the server renders. */
export const headSink: { current: ((children: ComponentChildren) => void) | null } = {
  current: null,
};
