import type { Catalogue, Localized } from "../i18n/catalogue.ts";
import { fill } from "../i18n/fill.ts";
import type { Failure } from "../facts/transfer_facts.ts";
import { formatBytes } from "./format.ts";

/** Props of {@linkcode RoomNeeded}. */
export interface RoomNeededProps extends Localized<Pick<Catalogue, "common">> {
  readonly failure: Failure;
}

/** How much room a transfer needs, where there isn't enough. */
export function RoomNeeded({ failure, text: { common }, language }: RoomNeededProps) {
  const { neededBytes, freeBytes } = failure;
  if (neededBytes === undefined) return null;
  const needed = formatBytes(language, neededBytes);
  return (
    <p class="failure-room">
      {freeBytes === undefined
        ? fill(common.roomNeeded, { needed })
        : fill(common.room, { needed, free: formatBytes(language, freeBytes) })}
    </p>
  );
}
