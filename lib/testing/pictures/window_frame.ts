/**
 * Windows of browsers around what was photographed of pages.
 * @module
 */

/** A page in a window. */
export interface Window {
  /** Base64 of a PNG; nothing yet where there is none. */
  readonly picture: string | undefined;
  readonly address: string;
  /** CSS pixels, of the page and not of the window. */
  readonly width: number;
  readonly height: number;
  /** From the picture's left and top. */
  readonly left: number;
  readonly top: number;
}

const BAR = 44;

const STYLE = `
  * { margin: 0; box-sizing: border-box; }
  body { position: relative; overflow: hidden; font-family: system-ui, sans-serif; color: #0c211a;
    background: #cfdfd5; }
  section { position: absolute; border-radius: 14px; overflow: hidden; background: #eaf0ec;
    box-shadow: 0 2px 10px rgb(12 33 26 / 22%); }
  section.later { background: none; box-shadow: none; border: 2px dashed #8fb09f; }
  header { height: ${BAR}px; display: flex; align-items: center; gap: 8px; padding: 0 16px;
    background: #fff; border-bottom: 1px solid #dbe5df; }
  header i { width: 11px; height: 11px; border-radius: 50%; background: #d3ddd7; }
  header span { flex: 1; margin-left: 10px; padding: 5px 14px; border-radius: 99px; font-size: 13.5px;
    background: #f0f5f2; color: #47594f; white-space: nowrap; overflow: hidden; }
  img { display: block; }
  p { position: absolute; width: 100%; text-align: center; font-size: 21px; font-weight: 600; }
`;

/** A document that shows windows, and a sentence below them where there is one. */
export function windowsDocument(
  windows: readonly Window[],
  { width, height, caption }: {
    readonly width: number;
    readonly height: number;
    readonly caption?: string;
  },
): string {
  const size = `width:${width}px;height:${height}px`;
  const sentence = caption === undefined ? "" : `<p style="bottom:20px">${caption}</p>`;
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>` +
    `<body style="${size}">${windows.map(windowElement).join("")}${sentence}`;
}

function windowElement({ picture, address, width, height, left, top }: Window): string {
  const place = `left:${left}px;top:${top}px;width:${width}px;height:${height + BAR}px`;
  if (picture === undefined) return `<section class="later" style="${place}"></section>`;
  return `<section style="${place}"><header><i></i><i></i><i></i><span>${address}</span></header>` +
    `<img width="${width}" height="${height}" src="data:image/png;base64,${picture}"></section>`;
}
