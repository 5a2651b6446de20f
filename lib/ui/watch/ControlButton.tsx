/** What the buttons under the picture look like: strokes on a field of 24 × 24. */
const ICONS = {
  "sound": "M4 9.5v5h3.5l4.5 4v-13l-4.5 4zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11",
  "sound-off": "M4 9.5v5h3.5l4.5 4v-13l-4.5 4zm12 0 5 5m0-5-5 5",
  "fullscreen": "M4 9V4h5m6 0h5v5m0 6v5h-5m-6 0H4v-5",
  "fullscreen-leave": "M9 4v5H4m16 0h-5V4m0 16v-5h5M4 15h5v5",
  "pip": "M3.5 5h17v14h-17zm8 7h6v4h-6z",
  "original": "M5.5 8.5 8 7v10m7.5-8.5L18 7v10m-6-7v.01M12 14v.01",
  "fit": "M3.5 5.5h17v13h-17zm5.5 4L6.5 12 9 14.5m6-5 2.5 2.5-2.5 2.5M6.5 12h11",
  "zoom-in": "M12 6v12m-6-6h12",
  "zoom-out": "M6 12h12",
  "statistics": "M5 19v-6m7 6V5m7 14v-9",
} as const;

/** The name of a button's picture; each action has one. */
export type ControlIcon = keyof typeof ICONS;

/** Props of {@linkcode ControlButton}. */
export interface ControlButtonProps {
  readonly action: ControlIcon;
  /** Another picture than that of the action. */
  readonly icon?: ControlIcon;
  readonly label: string;
  readonly run: () => void;
  /** Writes the label beside the icon, where there is room. */
  readonly wordy?: boolean | undefined;
  /** What the button opens, and whether it is open. */
  readonly opens?: { readonly id: string; readonly open: boolean } | undefined;
}

/** A button with a picture on it. */
export function ControlButton(props: ControlButtonProps) {
  const { action, icon = action, label, run, wordy, opens } = props;
  return (
    <button
      type="button"
      class={wordy ? "control control-wordy" : "control"}
      data-action={action}
      aria-label={label}
      title={label}
      aria-expanded={opens?.open}
      aria-controls={opens?.open ? opens.id : undefined}
      onClick={run}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={ICONS[icon]} />
      </svg>
      {wordy && <span>{label}</span>}
    </button>
  );
}
