import type { SaveLink } from "../../storage/saving/save_link.ts";
import type { TokenStore } from "../../storage/token_store.ts";
import type { holdTab } from "../session/active_tab.ts";
import type { FileEdges, GuestEdges } from "../session/edges.ts";
import type { ReceiverLateParts } from "./late_parts.ts";

/** What the receiver's model needs. */
export interface ReceiverEdges extends FileEdges, GuestEdges {
  readonly holdTab: typeof holdTab;
  /** Under which token this browser was last in a session, though it crashed. */
  readonly seatTokens: TokenStore;
  /** What is needed before an offer can be shown. */
  loadLate(): Promise<ReceiverLateParts>;
  /** The link under which a received file is saved. */
  saveUrl(file: File, name: string): SaveLink;
  /** Saves a file as a click on its link would. */
  save(url: string, name: string): void;
}
