import {
  MAX_FILES,
  MAX_LIST_BYTES,
  MAX_LIST_FOLDERS,
  MAX_PATH_LENGTH,
} from "../../../protocol/limits.ts";
import { formatBytes } from "../../parts/format.ts";
import type { Localized, SenderText } from "../../i18n/catalogue.ts";
import { fill, plural } from "../../i18n/fill.ts";
import type { Language } from "../../i18n/language.ts";
import type { IntakeProblem } from "./intake_problem.ts";
import { MAX_TYPED_TEXT_BYTES } from "./typed_text_limit.ts";
import { Banner } from "../../parts/Banner.tsx";
import type { PageIntake } from "./use_file_intake.ts";
import { Action } from "../../parts/Action.tsx";

/** Props of {@linkcode IntakeNotices}. */
export interface IntakeNoticesProps extends Localized {
  readonly intake: Pick<PageIntake, "reading" | "problems" | "link" | "addText" | "stop">;
}

/** What is being read, and what of it isn't in the list. */
export function IntakeNotices({ intake, text: { sender }, language }: IntakeNoticesProps) {
  const { reading, problems, link, addText, stop } = intake;
  const given = link.value;
  return (
    <>
      {reading.value !== undefined && (
        <Banner tone="busy">
          <span data-part="reading">{plural(language, sender.reading, reading.value)}</span>{" "}
          <Action name="stop-reading" look="button-small" run={stop}>{sender.stopReading}</Action>
        </Banner>
      )}
      {/* There before it has anything to say, or a screen reader wouldn't say it. */}
      <div role="status" class="notices">
        {given && (
          <Banner tone="warn">
            <span data-part="given-link">{sender.givenLink.lead}</span>{" "}
            <a class="button-small" data-action="open-link" href={given.href}>
              {sender.givenLink.open}
            </a>{" "}
            <Action name="share-text" look="button-small" run={() => addText(given.text)}>
              {sender.givenLink.share}
            </Action>
          </Banner>
        )}
        {problems.value.map((problem, index) => (
          <Banner key={index} tone="warn">
            <span data-part="intake-problem" data-problem={problem.kind}>
              {problemWords(problem, sender.problems, language)}
            </span>
          </Banner>
        ))}
      </div>
    </>
  );
}

function problemWords(
  problem: IntakeProblem,
  problems: SenderText["problems"],
  language: Language,
): string {
  const number = new Intl.NumberFormat(language);
  switch (problem.kind) {
    case "too-many":
      return fill(problems.tooMany, {
        most: number.format(MAX_FILES),
        folders: number.format(MAX_LIST_FOLDERS),
        size: formatBytes(language, MAX_LIST_BYTES),
      });
    case "unreadable":
      return fill(plural(language, problems.unreadable, problem.count), { name: problem.path });
    case "path-too-long": {
      const most = number.format(MAX_PATH_LENGTH);
      return fill(plural(language, problems.pathTooLong, problem.count), {
        name: shortened(problem.path),
        most,
      });
    }
    case "text-too-long":
      return fill(problems.textTooLong, { most: formatBytes(language, MAX_TYPED_TEXT_BYTES) });
    case "nothing":
      return problems.nothing;
    case "unavailable":
      return problems.unavailable;
  }
}

/** The end says which it is; the middle of a thousand characters nobody reads. */
function shortened(path: string): string {
  return path.length <= 80 ? path : `${path.slice(0, 30)}…${path.slice(-45)}`;
}
