/** Where a person or a script reads what is said: the edge of the command line. */
export interface Terminal {
  /** Whether what is said goes to a screen, where lines can be drawn again. */
  readonly isScreen: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Writes a line of results, for the next program. */
  print(line: string): void;
  /** Writes text for people as it is. */
  say(text: string): void;
  /** Asks on the screen; `undefined` where nobody is there to answer. */
  ask(question: string): Promise<string | undefined>;
}
