/**
 * What the code below takes for granted, and Node has only from its version 22 on. Imported before anything
 * else.
 * @module
 */

// Where a runtime has it, its own stays: the type says that all have.
const { withResolvers } = Promise as { withResolvers?: unknown };
if (withResolvers === undefined) {
  Promise.withResolvers = <Value>() => {
    let resolve: PromiseWithResolvers<Value>["resolve"] = () => {};
    let reject: PromiseWithResolvers<Value>["reject"] = () => {};
    const promise = new Promise<Value>((onResolve, onReject) => {
      resolve = onResolve;
      reject = onReject;
    });
    return { promise, resolve, reject };
  };
}
