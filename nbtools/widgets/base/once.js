// One widget of each explorer brings the module of its pictures, the others wait for it: it need not travel, nor be kept
// in notebooks, with each of them.

/** @returns {{promise: Promise<any>, resolve: (module: any) => void}} */
function resolvers() {
  let resolve = (/** @type {any} */ _) => {};
  const promise = new Promise((found) => (resolve = found));
  return { promise, resolve };
}

const once = ((/** @type {any} */ (globalThis))[Symbol.for("nbtools VERSION")] ??= resolvers());
