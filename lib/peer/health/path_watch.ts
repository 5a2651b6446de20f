import { type ConnectionPath, connectionPathOf, type PathSource } from "./connection_path.ts";

/**
 * Heartbeats from one look to the next. The first look may find a relay that only serves until hole
 * punching has succeeded, or a candidate whose address the browser doesn't tell yet.
 */
const LOOK_BEATS = 4;

/** What a {@linkcode PathWatch} looks at, and whom it tells. */
export interface PathWatchOptions {
  readonly pc: PathSource;
  /** The path is known, or another than before. */
  readonly onChange: (path: ConnectionPath) => void;
}

/** Looks at a connection's path now and then: not every browser tells of its changes. */
export class PathWatch {
  readonly #options: PathWatchOptions;
  #path: ConnectionPath | undefined;
  #beats = 0;

  constructor(options: PathWatchOptions) {
    this.#options = options;
  }

  /** The path as it was last seen; `undefined` before it was. */
  get path(): ConnectionPath | undefined {
    return this.#path;
  }

  /** To be called at every heartbeat; looks at some of them, and at each while the path isn't known. */
  beat(): void {
    if (++this.#beats % LOOK_BEATS === 0 || !this.#path) this.look();
  }

  /** Looks at once. */
  async look(): Promise<void> {
    const { pc, onChange } = this.#options;
    const path = await connectionPathOf(pc).catch(() => undefined); // Closed meanwhile.
    if (path === undefined || path === this.#path) return;
    this.#path = path;
    onChange(path);
  }
}
