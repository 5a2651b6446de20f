import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { qrPath } from "./qr_path.ts";

/** Modules of white around the code: ISO 18004 asks for four. */
const QUIET_ZONE = 4;

interface Drawing {
  readonly path: string;
  readonly size: number;
}

/** Props of {@linkcode QrCode}. */
export interface QrCodeProps {
  readonly text: string;
  readonly label: string;
}

/** A QR code. The encoder is fetched only now, when there is something to encode. */
export function QrCode({ text, label }: QrCodeProps) {
  const drawing = useSignal<Drawing | undefined>(undefined);

  useEffect(() => {
    let current = true;
    async function draw(): Promise<void> {
      const { encode } = await import("uqr");
      // A screen is clean: the lowest correction gives the largest, easiest modules.
      const { data } = encode(text, { ecc: "L", border: QUIET_ZONE });
      if (current) drawing.value = { path: qrPath(data), size: data.length };
    }
    draw().catch(() => {
      // The link above says the same; a code that couldn't be fetched is left out.
      drawing.value = undefined;
    });
    return () => {
      current = false;
    };
  }, [text]);

  const { value } = drawing;
  if (value === undefined) return <div class="qr" />;
  return (
    <div class="qr">
      <svg
        viewBox={`0 0 ${value.size} ${value.size}`}
        role="img"
        aria-label={label}
        shape-rendering="crispEdges"
      >
        <path d={value.path} />
      </svg>
    </div>
  );
}
