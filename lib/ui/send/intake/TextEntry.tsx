import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { SenderText } from "../../i18n/catalogue.ts";
import { Action } from "../../parts/Action.tsx";

/** Props of {@linkcode TextEntry}. */
export interface TextEntryProps {
  readonly text: Pick<SenderText, "addText" | "textField" | "takeText" | "closeText">;
  /** Takes a text; `false` where it wasn't taken. */
  readonly add: (text: string) => Promise<boolean>;
}

/** Where a text or a link is written, to be sent as a file: a button that opens a field. */
export function TextEntry({ text, add }: TextEntryProps) {
  const isOpen = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // In the task that shows it: what is typed at once belongs into the field.
  useLayoutEffect(() => {
    if (isOpen.value) field.current?.focus();
  }, [isOpen.value]);

  function close(): void {
    isOpen.value = false;
    button.current?.focus();
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    // What wasn't taken stays in the field.
    if (await add(field.current?.value ?? "")) close();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  }

  return (
    <>
      <button
        type="button"
        class="button-quiet"
        data-action="add-text"
        aria-expanded={isOpen.value}
        ref={button}
        onClick={() => isOpen.value = !isOpen.value}
      >
        {text.addText}
      </button>
      {isOpen.value && (
        <form class="text-entry" onSubmit={submit} onKeyDown={onKeyDown}>
          <label>
            <span>{text.textField}</span>
            <textarea rows={4} dir="auto" data-part="text" ref={field} />
          </label>
          <div class="actions">
            <button type="submit" class="button" data-action="take-text">
              {text.takeText}
            </button>
            <Action name="close-text" run={close}>{text.closeText}</Action>
          </div>
        </form>
      )}
    </>
  );
}
