/** One attack: what the attacker does, and what must happen instead of its success. */
export interface Attack {
  /** What the attacker does, as a sentence. */
  readonly name: string;
  /** What must happen, as a sentence. */
  readonly must: string;
  /** Carries it out against the real code. Throws when it succeeded, or when it ended otherwise than `must` says. */
  run(): Promise<void>;
}
