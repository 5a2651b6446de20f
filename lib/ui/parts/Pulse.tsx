/** Tiles on their way: something is going on, and nothing is known about how long it takes. */
export function Pulse() {
  return (
    <svg class="waiting-mark" viewBox="0 0 96 24" aria-hidden="true">
      <path class="tile" d="M4 3h18v18H4z" />
      <path class="tile" d="M27 3h18v18H27z" />
      <path class="tile" d="M51 3h18v18H51z" />
      <path class="tile" d="M74 3h18v18H74z" />
    </svg>
  );
}
