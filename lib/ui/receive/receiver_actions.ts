/** What the receiver's page can ask for. */
export interface ReceiverActions {
  receive(): void;
  receiveTo(): void;
  pause(): void;
  resume(): void;
  cancel(): void;
  pack(): void;
  retry(): void;
}
