import type { Rendezvous } from "../../peer/rendezvous.ts";
import type { holdTab } from "../session/active_tab.ts";
import type { FileEdges, Meeting, MeetingOptions, OwnerEdges } from "../session/edges.ts";
import type { ShareRecords } from "./resume/share_records.ts";

/** What the sender's model needs. */
export interface SenderEdges extends FileEdges, OwnerEdges {
  meet(options: MeetingOptions): Promise<OwnMeeting>;
  readonly holdTab: typeof holdTab;
  /** The shares that this browser keeps across reloads and crashes. */
  readonly shares: ShareRecords;
}

/** A meeting that its owner can go from without ending the session. */
export type OwnMeeting = Meeting & Pick<Rendezvous, "vanish">;
