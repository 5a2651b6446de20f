import assert from "node:assert/strict";
import { createDefine, page } from "./mod.ts";
import type { HandlerData } from "./define.ts";

const define = createDefine<{ user: string }>();

/** Fails to compile, not to run: both directions must be assignable. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

Deno.test("HandlerData finds a page's data among handlers that answer or throw by themselves", () => {
  const handlers = define.handlers({
    GET: (ctx) => page({ hello: ctx.state.user }),
    POST: () => new Response(),
    DELETE: () => {
      throw new Error("no");
    },
  });
  const isExact: Same<HandlerData<typeof handlers>, { hello: string }> = true;
  const single = define.handlers(() => Promise.resolve(page(7)));
  const isNumber: Same<HandlerData<typeof single>, number> = true;
  assert.ok(isExact && isNumber);
});

Deno.test("createDefine() returns what it is given", () => {
  const component = () => null;
  const middleware = [() => new Response()];
  assert.equal(define.page(component), component);
  assert.equal(define.layout(component), component);
  assert.equal(define.middleware(middleware), middleware);
});
