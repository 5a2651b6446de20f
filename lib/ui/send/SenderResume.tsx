import type { Localized, SenderText } from "../i18n/catalogue.ts";
import { fill, plural } from "../i18n/fill.ts";
import { countFiles } from "./intake/listed_items.ts";
import type { Refusal } from "../facts/transfer_facts.ts";
import type { SenderState } from "./sender_state.ts";
import { sharedFile } from "../../storage/sources/shared_item.ts";
import { Banner } from "../parts/Banner.tsx";
import { DropZone } from "./intake/DropZone.tsx";
import { FileList } from "./intake/FileList.tsx";
import { FolderInput } from "./intake/FolderInput.tsx";
import { IntakeNotices } from "./intake/IntakeNotices.tsx";
import type { SenderActions } from "./sender_actions.ts";
import type { PageIntake } from "./intake/use_file_intake.ts";
import { Action } from "../parts/Action.tsx";

/** Props of {@linkcode SenderResume}. */
export interface SenderResumeProps extends Localized {
  readonly state: Extract<SenderState, { readonly step: "resuming" }>;
  readonly intake: PageIntake;
  readonly actions: Pick<SenderActions, "reopen" | "reset">;
}

/** Back at a share after a reload: what was being sent, and how it goes on. */
export function SenderResume({ state, intake, text, language, actions }: SenderResumeProps) {
  const { sender } = text;
  const localized = { text, language };
  const { files, missing, canPermit, refusal } = state;
  const takeFiles = (chosen: File[]) => intake.take(chosen.map(sharedFile));
  const missingCount = countFiles(missing);
  const reset = <Action name="reset" run={actions.reset}>{sender.startAnew}</Action>;
  return (
    <>
      {refusal && <Banner tone="warn">{refusalWords(refusal, sender)}</Banner>}
      {canPermit && (
        <div class="actions">
          <Action name="resume" look="button button-wide" run={actions.reopen}>
            {sender.reopen}
          </Action>
        </div>
      )}
      <DropZone
        text={{
          ...sender,
          dropHere: sender.dropAgain,
          choose: sender.chooseAgain,
          addMore: sender.chooseAgain,
        }}
        compact={canPermit}
        active={intake.dragging.value}
        onFiles={takeFiles}
      />
      <div class="actions intake-more">
        <FolderInput label={sender.chooseFolder} onFiles={takeFiles} onFolder={intake.takeFolder} />
      </div>
      <IntakeNotices intake={intake} {...localized} />
      {missingCount < countFiles(files) && <p>{plural(language, sender.missing, missingCount)}</p>}
      <FileList files={missing} {...localized} />
      <div class="actions">{reset}</div>
      <p class="hint">{sender.startAnewHint}</p>
    </>
  );
}

/** Why a chosen file isn't one of the share's, in words. */
export function refusalWords({ name, why }: Refusal, text: SenderText): string {
  return fill(text.refused[why], { name });
}
