import { formatBytes } from "../parts/format.ts";
import type { Localized } from "../i18n/catalogue.ts";
import { fill, plural } from "../i18n/fill.ts";
import { Action } from "../parts/Action.tsx";
import { type ReceivedBeforeModel, sizeOf, type UnsavedFiles } from "./received_before_model.ts";

/** Props of {@linkcode ReceivedBefore}. */
export interface ReceivedBeforeProps extends Localized {
  readonly before: ReceivedBeforeModel;
}

/** What earlier pages of this browser received and nobody may have saved: once more, or away with it. */
export function ReceivedBefore({ before, ...localized }: ReceivedBeforeProps) {
  const items = before.unsaved.value;
  if (items.length === 0) return null;
  return (
    <section class="received-before" data-part="received-before">
      {items.map((item) => <Unsaved key={item.id} {...localized} before={before} item={item} />)}
    </section>
  );
}

/** Props of {@linkcode Unsaved}. */
interface UnsavedProps extends ReceivedBeforeProps {
  readonly item: UnsavedFiles;
}

function Unsaved({ item, before, text: { receiver }, language }: UnsavedProps) {
  const { id, state, acceptedAt, files } = item;
  const { receivedBefore: words } = receiver;
  const { count, bytes } = sizeOf(item);
  const [first] = files;
  const when = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short" })
    .format(acceptedAt);
  const name = first?.name ?? "";
  return (
    <div class="left-overs" data-unsaved={state}>
      <p class="hint" role="status">
        {state === "kept" || state === "saving"
          ? fill(plural(language, words.kept, count), {
            when,
            size: formatBytes(language, bytes),
            name,
          })
          : words[state]}
      </p>
      <div class="actions">
        {state !== "failed" && (
          <Action
            name="save-received"
            look="button-small"
            of={name}
            run={() => before.save(id)}
          >
            {words.save}
          </Action>
        )}
        <Action name="remove-received" look="button-plain" of={name} run={() => before.remove(id)}>
          {words.remove}
        </Action>
      </div>
    </div>
  );
}
