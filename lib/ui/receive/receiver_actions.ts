/** What the receiver's page can ask for. */
export interface ReceiverActions {
  /** Accepts the offer. */
  receive(): void;
  /** Asks where its files shall go, and accepts it. In the task of a click. */
  receiveTo(): void;
  /** Stops the blocks for now; the sender is told. */
  pause(): void;
  /** Lets them go on, where the sender doesn't pause too. */
  resume(): void;
  /** Declines the offer, or gives up the transfer and what came of it, or the archive. */
  cancel(): void;
  /** Makes one archive of what was received, after it was given up. */
  pack(): void;
  /** Opens the link again, and goes on with what is kept; where another tab has it, takes it over. */
  retry(): void;
}
