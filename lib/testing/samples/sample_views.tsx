import { signal } from "@preact/signals";
import type { VNode } from "preact";
import { PresenterView } from "../../ui/present/PresenterView.tsx";
import type { ReceiverExtras } from "../../ui/receive/receiver_extras.ts";
import type { ReceiverState } from "../../ui/receive/receiver_state.ts";
import { ReceiverView } from "../../ui/receive/ReceiverView.tsx";
import type { SenderState } from "../../ui/send/sender_state.ts";
import { SenderView } from "../../ui/send/SenderView.tsx";
import type { Language } from "../../ui/i18n/language.ts";
import { catalogueFor, screenCatalogueFor } from "../../ui/i18n/texts.ts";
import * as viewerParts from "../../ui/watch/late_parts.ts";
import { ViewerView } from "../../ui/watch/ViewerView.tsx";
import { type PresenterSample, SAMPLE_SENDING, type ViewerSample } from "./screen_samples.ts";
import { SAMPLE_PROGRESS } from "./ui_samples.ts";

function nothing(): void {}

/** The sender's page in a state, with buttons that do nothing. */
export function senderView(state: SenderState, language: Language, seats = 1): VNode {
  return (
    <SenderView
      state={signal(state)}
      progress={signal(SAMPLE_PROGRESS)}
      progressOf={() => signal(SAMPLE_PROGRESS)}
      seats={signal(seats)}
      text={catalogueFor(language)}
      language={language}
      actions={{
        choose: () => true,
        setSeats: nothing,
        removeRecipient: nothing,
        stop: nothing,
        remove: nothing,
        share: nothing,
        reopen: nothing,
        pause: nothing,
        resume: nothing,
        copyLink: () => Promise.resolve(true),
        cancel: nothing,
        retry: nothing,
        reset: nothing,
      }}
    />
  );
}

/** The receiver's page in a state; without `extras`, what is loaded late is missing. */
export function receiverView(
  state: ReceiverState,
  language: Language,
  extras: ReceiverExtras | undefined,
): VNode {
  return (
    <ReceiverView
      state={signal(state)}
      extras={signal(extras)}
      progress={signal(SAMPLE_PROGRESS)}
      text={catalogueFor(language)}
      language={language}
      actions={{
        receive: nothing,
        receiveTo: nothing,
        pause: nothing,
        resume: nothing,
        cancel: nothing,
        pack: nothing,
        retry: nothing,
      }}
    />
  );
}

/** What a sample of the presenter's page leaves open. */
export interface PresenterSampleOptions {
  readonly sending?: typeof SAMPLE_SENDING | undefined;
  /** Never attached: effects don't run where nothing but HTML is made. */
  readonly preview?: MediaStream | undefined;
}

/** The presenter's page in a state, with buttons that do nothing. */
export function presenterView(
  { state, viewers }: PresenterSample,
  language: Language,
  { sending, preview }: PresenterSampleOptions = { sending: SAMPLE_SENDING },
): VNode {
  return (
    <PresenterView
      state={signal(state)}
      viewers={signal(viewers)}
      sending={signal(sending)}
      preview={signal(preview)}
      text={screenCatalogueFor(language)}
      language={language}
      actions={{
        start: nothing,
        switchScreen: nothing,
        pause: nothing,
        resume: nothing,
        stop: nothing,
        removeViewer: nothing,
        setQuality: nothing,
        copyLink: () => Promise.resolve(true),
        retry: nothing,
      }}
    />
  );
}

/** The viewer's page in a state, with buttons that do nothing. */
export function viewerView({ state, facts }: ViewerSample, language: Language): VNode {
  return (
    <ViewerView
      state={signal(state)}
      picture={signal(undefined)}
      sound={signal(undefined)}
      facts={signal(facts)}
      text={screenCatalogueFor(language)}
      language={language}
      actions={{ retry: nothing, frameShown: nothing }}
      parts={viewerParts}
    />
  );
}
