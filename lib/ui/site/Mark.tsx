/** The mark: a file in four tiles, one of them already on its way. `static/favicon.svg` is the same. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path class="tile" d="M3 8h9.5v9.5H3zM3 19.5h9.5V29H3zM14.5 19.5H24V29h-9.5z" />
      <path class="tile-far" d="M19 4h9v9h-9z" />
    </svg>
  );
}
