/** How much of everything; each is multiplied by `LOAD`. A process has 20,000 descriptors at most. */
export interface Load {
  /** Sockets that do nothing; as many are opened before, and stay. */
  readonly idleSockets: number;
  /** Sessions that nobody joins; as many are made before. */
  readonly idleSessions: number;
  /** Sockets that join one after another, so many at once. */
  readonly joins: number;
  readonly joinsAtOnce: number;
  /** Pairs that talk. */
  readonly pairs: number;
  /** Messages that each has on the way: for the most that can be relayed, and for a short way. */
  readonly windows: { readonly most: number; readonly short: number };
  readonly relaySeconds: number;
  /** Clients whose server is restarted. */
  readonly returning: number;
  /** Of each kind of attacker. */
  readonly drips: number;
  readonly unfinished: number;
  readonly flooders: number;
  readonly nonReaders: number;
  /** Connections that don't read their answers, or read them slowly. */
  readonly unread: number;
  readonly slow: number;
  /** Sockets that one /48 tries to open. */
  readonly ofOneNetwork: number;
}

/** The heap grows by steps; of fewer than these one step would be most of what is measured. */
const MIN_IDLE = 4_000;

/** Where an attack lasts so long, each has a server of its own first; in a short form all at once have to do. */
export const EACH_ATTACK_FROM_SECONDS = 10;

/** Beyond this, clients and server together run out of descriptors. */
const MAX_FACTOR = 2;

/**
 * Reads `LOAD`, a number by which everything is multiplied; 1 takes about 20 seconds a run on a quiet machine.
 *
 * @throws {RangeError} where it is none, or too much for one machine
 */
export function loadFrom(text: string | undefined): Load {
  const factor = Number(text || 1);
  if (!(factor > 0 && factor <= MAX_FACTOR)) {
    throw new RangeError(`LOAD: "${text}"; allowed: a number above 0, up to ${MAX_FACTOR}`);
  }
  const times = (count: number) => Math.max(1, Math.round(count * factor));
  return {
    idleSockets: Math.max(MIN_IDLE, times(4_000)),
    idleSessions: Math.max(MIN_IDLE, times(8_000)),
    joins: times(2_000),
    joinsAtOnce: 100,
    pairs: times(50),
    windows: { most: 4, short: 2 },
    relaySeconds: 3,
    returning: times(1_000),
    drips: times(1_000),
    unfinished: times(1_000),
    flooders: times(100),
    nonReaders: times(100),
    unread: times(300),
    slow: times(300),
    ofOneNetwork: times(4_000),
  };
}
