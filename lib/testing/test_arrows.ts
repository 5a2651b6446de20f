import assert from "node:assert/strict";

/** A drawing of states and arrows, as tables by name. */
export interface ArrowTables<State, Event> {
  readonly states: Readonly<Record<string, State>>;
  readonly events: Readonly<Record<string, Event>>;
  /** `"<state> --<event>"` to the next state; whatever isn't listed leaves the very same state. */
  readonly arrows: Readonly<Record<string, State>>;
}

/** Registers a test for every event in every state: each goes where the tables say. */
export function testArrows<State extends { readonly kind: string }, Event>(
  transition: (state: State, event: Event) => State,
  { states, events, arrows }: ArrowTables<State, Event>,
): void {
  for (const [name, state] of Object.entries(states)) {
    for (const [what, event] of Object.entries(events)) {
      const arrow = `${name} --${what}`;
      const expected = arrows[arrow];
      Deno.test(`transition: ${arrow}--> ${expected?.kind ?? "itself"}`, () => {
        const next = transition(state, event);
        if (expected === undefined) assert.equal(next, state);
        else assert.deepEqual(next, expected);
      });
    }
  }

  Deno.test("transition: the table of arrows names only states and events there are", () => {
    for (const arrow of Object.keys(arrows)) {
      const [state = "", event = ""] = arrow.split(" --");
      assert.ok(state in states && event in events, arrow);
    }
  });
}
