/** What the pages say of their network, and of the choice to hide their address. */
export interface ConnectivityText {
  readonly direct: string;
  /** Causes, one for each verdict that the reader should know of. */
  readonly symmetricNat: string;
  readonly carrierGradeNat: string;
  readonly udpBlocked: string;
  readonly noStun: string;
  readonly noTurn: string;
  /** The connection goes through the relay where it can't go directly. */
  readonly relayHelps: string;
  /** Ways out, where no relay is offered and where it is of no use. */
  readonly wayOut: string;
  readonly wayOutBrokenRelay: string;
  /** After a failure that this side doesn't explain. */
  readonly otherSide: string;
  readonly relayOnlyBroken: string;
  readonly relayOnlyImpossible: string;
  readonly hideAddress: string;
  readonly hideAddressHint: string;
  /** When the choice takes effect: by itself, or with the next who comes. */
  readonly hideAddressNow: string;
  readonly hideAddressNext: string;
}
