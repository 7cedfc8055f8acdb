/** Stands for Lambda's Node runtime: loads one bundle, takes one event at a time, and keeps the time of whoever sends them. */

const { Date: RealDate, setTimeout: realSetTimeout } = globalThis;
/** Undefined: the clock on the wall, for doors that check how old a signature is. */
let now;
let wakers = [];

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) => Reflect.construct(target, given.length > 0 || now === undefined ? given : [now], made),
  get: (target, name, self) => (name === 'now' ? () => now ?? RealDate.now() : Reflect.get(target, name, self)),
});

/** A timer that only resolves a promise is a sleep; every other one guards against what takes too long, and runs on the wall's clock. */
function isSleep(callback) {
  return callback.name === '' && callback.length === 1 && Function.prototype.toString.call(callback).includes('[native code]');
}

globalThis.setTimeout = Object.assign((callback, milliseconds = 0, ...rest) => {
  if (now === undefined || milliseconds < 1 || !isSleep(callback)) return realSetTimeout(callback, milliseconds, ...rest);
  wakers.push(callback);
  process.send({ sleeps: milliseconds, waker: wakers.length - 1 });
  // Something to unref and to clear, as a caller may.
  return realSetTimeout(() => {}, 0);
}, realSetTimeout);

const { handler } = require(process.argv[2]);

async function take({ event, context }) {
  try {
    process.send({ answer: (await handler(event, context)) ?? null });
  } catch (error) {
    const { name = 'Error', message = String(error), stack = '' } = error ?? {};
    process.send({ thrown: { name, message, stack } });
  }
}

process.on('message', (message) => {
  now = message.now;
  if ('waker' in message) {
    wakers[message.waker]();
    return;
  }
  wakers = [];
  // It answers for itself, with what was thrown if need be.
  void take(message);
});
