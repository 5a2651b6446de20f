import type { SessionId } from "../../protocol/ids.ts";
import type { RoomNeeded } from "../parts/RoomNeeded.tsx";
import type { DestinationPicker, destinationPicker } from "./destination_picker.ts";
import type { ZipBlob } from "../saving/archive_packer.ts";
import type { LeftOversModel, leftOversModel } from "../saving/left_overs_model.ts";
import type { ReceivedBefore } from "../saving/ReceivedBefore.tsx";
import type { ReceivedBeforeModel, receivedBeforeModel } from "../saving/received_before_model.ts";
import type { SavedFilesEdges } from "../saving/saved_files.ts";
import type { TransferPanel } from "./TransferPanel.tsx";

/** What shows what is loaded late. */
interface Views {
  readonly RoomNeeded: typeof RoomNeeded;
  readonly TransferPanel: typeof TransferPanel;
  readonly ReceivedBefore: typeof ReceivedBefore;
}

/** What the page shows of what is loaded late. */
export interface ReceiverExtras extends Views {
  /** What transfers of pages that are gone take on the disk. */
  readonly leftOvers: LeftOversModel;
  /** What they have received whole. */
  readonly before: ReceivedBeforeModel;
  /** Whether the reader may choose where files go. */
  readonly canPick: boolean;
}

/** What {@linkcode receiverExtras} are made of. */
interface LateParts extends Views {
  readonly leftOversModel: typeof leftOversModel;
  readonly receivedBeforeModel: typeof receivedBeforeModel;
  readonly destinationPicker: typeof destinationPicker;
  readonly zipBlob: ZipBlob;
}

/** Makes what the page shows of what is loaded late, and what asks for a destination. */
export function receiverExtras(
  late: LateParts,
  edges: SavedFilesEdges,
  sessionId: SessionId,
): { readonly extras: ReceiverExtras; readonly picker: DestinationPicker } {
  const { RoomNeeded, TransferPanel, ReceivedBefore, zipBlob } = late;
  const picker = late.destinationPicker();
  const leftOvers = late.leftOversModel(sessionId);
  const before = late.receivedBeforeModel({ edges, zipBlob });
  const views = { RoomNeeded, TransferPanel, ReceivedBefore };
  return { extras: { ...views, leftOvers, before, canPick: picker.isOffered }, picker };
}

/** Looks what pages that are gone have left. */
export function lookForLeftOvers({ leftOvers, before }: ReceiverExtras): void {
  leftOvers.look();
  before.look();
}
