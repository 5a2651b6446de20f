import type { ComponentType } from "preact";
import type { PageComponent } from "./handlers.ts";
import type { Build, IslandExport } from "./snapshot.ts";

/** The components around a page, outermost first. */
export interface Frame<State> {
  readonly wrapper: PageComponent<unknown, State> | undefined;
  readonly layouts: readonly PageComponent<unknown, State>[];
}

/** What the library knows of a request and the app must not see on its context. */
export interface Scope<State> {
  readonly build: Build | undefined;
  readonly islands: ReadonlyMap<ComponentType, IslandExport>;
  /** Before the address of every script. */
  readonly basePath: string;
  /** Changes when an error page with other layouts takes over. */
  frame: Frame<State>;
  /** Set by `csp({useNonce: true})`; goes on inline scripts and styles. */
  nonce: string | undefined;
}
