/*
octopus-blue-green: warm-up

Made by "npm run build"; changes belong into the sources. Runs by itself, with Node 20 or newer:
  node FILE --help
  node FILE < parameters.json

License: MIT. Contains zod; see there:

zod

MIT License

Copyright (c) 2025 Colin McDonnell

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
*/
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(
  // If the importer is in node compatibility mode or this is not an ESM
  // file that has been converted to a CommonJS file using a Babel-
  // compatible transform (i.e. "__esModule" has not been set), then set
  // "default" to the CommonJS "module.exports" for node compatibility.
  isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target,
  mod
));

// src/octopus/run-step.ts
var import_node_fs2 = require("node:fs");

// src/machine/below-normal.ts
async function workBelowNormal() {
  const { constants, getPriority, setPriority } = await Promise.resolve().then(() => __toESM(require("node:os"), 1));
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  try {
    if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
  } catch {
  }
}

// src/octopus/step-failed.ts
var StepFailed = class extends Error {
  happened;
  untouched;
  todo;
  constructor(told) {
    super(`${told.happened} ${told.untouched} ${told.todo}`, told.cause === void 0 ? {} : { cause: told.cause });
    this.name = new.target.name;
    this.happened = told.happened;
    this.untouched = told.untouched;
    this.todo = told.todo;
  }
};

// src/octopus/bad-parameters.ts
var BadParameters = class extends StepFailed {
  constructor(problems) {
    super({
      happened: `${problems.length === 1 ? "A parameter is" : `${problems.length} parameters are`} not right:
${problems.map((problem) => `- ${problem}`).join("\n")}
`,
      untouched: "Nothing was changed.",
      todo: "Correct the values in the process or in the project variables, and deploy again."
    });
  }
};

// src/machine/who-holds-it.ts
var whoHoldsIt = (platform = process.platform) => platform === "win32" ? "Which program has a file or folder open is told by Resource Monitor (resmon.exe, CPU, Associated Handles) and by handle.exe of Sysinternals." : 'Which program has a file open is told by "fuser -v" with its path.';

// src/octopus/file-failed.ts
var denied = {
  why: "access is denied",
  todo: "Let the account of the Tentacle write there, and look whether something is read-only."
};
var full = { why: "the disk is full", todo: "Make room on that disk." };
function reasonOf(code, platform) {
  const busy = {
    why: "another program keeps it open",
    todo: `Find out which, and close it. ${whoHoldsIt(platform)}`
  };
  const either = {
    why: "another program keeps it open, or access is denied",
    todo: `${whoHoldsIt(platform)} If none has: let the account of the Tentacle write there, and look whether something is read-only.`
  };
  const refused = platform === "win32" ? either : denied;
  const known = {
    ENOSPC: full,
    EDQUOT: full,
    EACCES: refused,
    EPERM: refused,
    EROFS: denied,
    EBUSY: busy,
    ETXTBSY: busy,
    EIO: { why: "the disk has a fault", todo: "Look into the event log of this machine." }
  };
  return known[code];
}
var FileFailed = class _FileFailed extends StepFailed {
  constructor(what, { why, todo }, cause) {
    super({
      happened: `${what}: ${why}.`,
      untouched: "The step stopped there; what it had done before stays done, and the next run goes on from it.",
      todo: `${todo} Then run this step again.`,
      cause
    });
  }
  /** @returns undefined for what is no such error */
  static from(error, platform = process.platform) {
    if (!(error instanceof Error)) return void 0;
    const {
      code = "",
      syscall = "file access",
      path,
      dest,
      triedMs
    } = error;
    const reason = reasonOf(code, platform);
    const where = path && dest ? `${path} to ${dest}` : path;
    const tried = triedMs === void 0 ? "" : `, tried for ${(triedMs / 1e3).toFixed(0)} s`;
    return reason && new _FileFailed(`${where ? `${where} (` : ""}${syscall} ${code}${where ? ")" : ""}${tried}`, reason, error);
  }
};

// node_modules/zod/v4/core/util.js
function jsonStringifyReplacer(_, value) {
  if (typeof value === "bigint")
    return value.toString();
  return value;
}
var captureStackTrace = "captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => {
};
function clone(inst, def, params) {
  const cl = new inst._zod.constr(def ?? inst._zod.def);
  if (!def || params?.parent)
    cl._zod.parent = inst;
  return cl;
}
function normalizeParams(_params) {
  const params = _params;
  if (!params)
    return {};
  if (typeof params === "string")
    return { error: () => params };
  if (params?.message !== void 0) {
    if (params?.error !== void 0)
      throw new Error("Cannot specify both `message` and `error` params");
    params.error = params.message;
  }
  delete params.message;
  if (typeof params.error === "string")
    return { ...params, error: () => params.error };
  return params;
}
function aborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue !== true) {
      return true;
    }
  }
  return false;
}
function explicitlyAborted(x, startIndex = 0) {
  if (x.aborted === true)
    return true;
  for (let i = startIndex; i < x.issues.length; i++) {
    if (x.issues[i]?.continue === false) {
      return true;
    }
  }
  return false;
}
function unwrapMessage(message) {
  return typeof message === "string" ? message : message?.message;
}
function attachSchema(issues, start, inst) {
  var _a2;
  for (let i = start; i < issues.length; i++) {
    (_a2 = issues[i]).schema ?? (_a2.schema = inst);
  }
}
function finalizeIssue(iss, ctx, config2) {
  var _a2;
  const traits = iss.inst?._zod?.traits;
  if (traits?.has("$ZodType")) {
    if (traits.has("$ZodCheck"))
      (_a2 = iss).schema ?? (_a2.schema = iss.inst);
    else
      iss.schema = iss.inst;
  }
  const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : void 0;
  const message = iss.message ? iss.message : unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ?? unwrapMessage(schemaError?.(iss)) ?? unwrapMessage(ctx?.error?.(iss)) ?? unwrapMessage(config2.customError?.(iss)) ?? unwrapMessage(config2.localeError?.(iss)) ?? "Invalid input";
  const full2 = {};
  for (const k of Object.keys(iss)) {
    if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__")
      continue;
    full2[k] = iss[k];
  }
  full2.path ?? (full2.path = []);
  full2.message = message;
  if (ctx?.reportInput) {
    full2.input = iss.input;
  }
  return full2;
}
function members(proto, table) {
  for (const key in table) {
    const desc = Object.getOwnPropertyDescriptor(table, key);
    if (desc.get)
      Object.defineProperty(proto, key, { ...desc, enumerable: false });
    else
      defineBound(proto, key, desc.value);
  }
}
function own(inst, key, value, enumerable = true) {
  Object.defineProperty(inst, key, { configurable: true, writable: true, enumerable, value });
  return value;
}
function hide(inst, key, value) {
  return own(inst, key, value, false);
}
function defineBound(proto, key, fn) {
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      return this == null ? fn : own(this, key, fn.bind(this));
    },
    set(value) {
      own(this, key, value);
    }
  });
}
var installing;
var broke = false;
var breaker = {
  configurable: true,
  get() {
    broke = true;
    return void 0;
  }
};
function defineLazyInternal(inst, key, compute) {
  const proto = Object.getPrototypeOf(inst._zod);
  if (key in proto && installing !== inst._zod) {
    installing = void 0;
    return;
  }
  installing = inst._zod;
  Object.defineProperty(proto, key, {
    configurable: true,
    get() {
      Object.defineProperty(this, key, breaker);
      const outer = broke;
      broke = false;
      try {
        const value = compute(this);
        if (broke)
          delete this[key];
        else
          Object.defineProperty(this, key, { configurable: true, writable: true, value });
        broke = broke || outer;
        return value;
      } catch (err) {
        delete this[key];
        broke = broke || outer;
        throw err;
      }
    },
    set(value) {
      Object.defineProperty(this, key, { configurable: true, writable: true, value });
    }
  });
}

// node_modules/zod/v4/core/core.js
var _a;
var NEVER = /* @__PURE__ */ Object.freeze({
  status: "aborted"
});
var _zodDesc = { value: void 0, enumerable: false };
var _E = "captureStackTrace" in Error ? Error : null;
function newError(Definition) {
  const E = _E;
  if (E) {
    const saved = E.stackTraceLimit;
    if (typeof saved === "number") {
      try {
        E.stackTraceLimit = 0;
      } catch {
        _E = null;
        return new Definition();
      }
      try {
        return new Definition();
      } finally {
        E.stackTraceLimit = saved;
      }
    }
  }
  return new Definition();
}
// @__NO_SIDE_EFFECTS__
function $constructor(name, initializer2, proto, params) {
  const zodProto = {};
  function Internals(def) {
    this.def = def;
    this.constr = _;
    this.traits = /* @__PURE__ */ new Set();
  }
  Internals.prototype = zodProto;
  const protoMembers = proto;
  const initialized = protoMembers && /* @__PURE__ */ new WeakSet();
  function init(inst, def) {
    if (!inst._zod) {
      _zodDesc.value = new Internals(def);
      try {
        Object.defineProperty(inst, "_zod", _zodDesc);
      } finally {
        _zodDesc.value = void 0;
      }
    } else if (inst._zod.traits.has(name)) {
      return;
    }
    inst._zod.traits.add(name);
    initializer2(inst, def);
    if (initialized) {
      const own2 = Object.getPrototypeOf(inst);
      const ctorProto = inst._zod.constr.prototype;
      let up = own2;
      while (up && up !== ctorProto)
        up = Object.getPrototypeOf(up);
      const target = up ?? own2;
      if (!initialized.has(target)) {
        initialized.add(target);
        members(target, protoMembers);
      }
    }
    const proto2 = _.prototype;
    for (const k in proto2) {
      if (!Object.prototype.hasOwnProperty.call(proto2, k))
        continue;
      if (!(k in inst)) {
        inst[k] = proto2[k].bind(inst);
      }
    }
  }
  const Parent = params?.Parent ?? Object;
  class Definition extends Parent {
  }
  Object.defineProperty(Definition, "name", { value: name });
  function _(def) {
    const inst = params?.Parent ? newError(Definition) : this;
    init(inst, def);
    const deferred = inst._zod.deferred;
    if (deferred) {
      for (const fn of deferred) {
        fn();
      }
      inst._zod.deferred = void 0;
    }
    const pp = globalThis.__zod_globalConfig?.postProcessor;
    if (pp)
      pp(inst);
    return inst;
  }
  Object.defineProperty(_, "init", { value: init });
  Object.defineProperty(_, Symbol.hasInstance, {
    value: (inst) => {
      if (params?.Parent && inst instanceof params.Parent)
        return true;
      return inst?._zod?.traits?.has(name);
    }
  });
  Object.defineProperty(_, "name", { value: name });
  return _;
}
var $ZodAsyncError = class extends Error {
  constructor() {
    super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
  }
};
var $ZodEncodeError = class extends Error {
  constructor(name) {
    super(`Encountered unidirectional transform during encode: ${name}`);
    this.name = "ZodEncodeError";
  }
};
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
var globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
  if (newConfig)
    Object.assign(globalConfig, newConfig);
  return globalConfig;
}

// node_modules/zod/v4/core/errors.js
function _getMessage() {
  const internals = this._zod;
  internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
  return internals.message;
}
function _setMessage(value) {
  this._zod.message = value;
}
var _messageDesc = {
  get: _getMessage,
  set: _setMessage,
  enumerable: true,
  configurable: true
};
var _issuesDesc = { value: void 0, enumerable: false };
var _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
var initializer = (inst, def) => {
  inst.name = "$ZodError";
  _issuesDesc.value = def;
  Object.defineProperty(inst, "issues", _issuesDesc);
  _issuesDesc.value = void 0;
  Object.defineProperty(inst, "message", _messageDesc);
  const proto = Object.getPrototypeOf(inst);
  if (!_installedToString.has(proto)) {
    _installedToString.add(proto);
    Object.defineProperty(proto, "toString", {
      configurable: true,
      enumerable: false,
      get() {
        const value = () => this.message;
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
        return value;
      },
      set(value) {
        Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
      }
    });
  }
};
var $ZodError = $constructor("$ZodError", initializer);
var $ZodRealError = $constructor("$ZodError", initializer, void 0, {
  Parent: Error
});

// node_modules/zod/v4/core/parse.js
var _parse = (_Err) => {
  const fn = (schema, value, _ctx, _params) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
      throw new $ZodAsyncError();
    }
    if (result.issues.length) {
      const e = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, _params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parse = /* @__PURE__ */ _parse($ZodRealError);
var _parseAsync = (_Err) => {
  const fn = async (schema, value, _ctx, params) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
      result = await result;
    if (result.issues.length) {
      const e = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
      captureStackTrace(e, params?.callee ?? fn);
      throw e;
    }
    return result.value;
  };
  return fn;
};
var parseAsync = /* @__PURE__ */ _parseAsync($ZodRealError);
var _safeParse = (_Err) => (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
  const result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise) {
    throw new $ZodAsyncError();
  }
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParse = /* @__PURE__ */ _safeParse($ZodRealError);
function failure(Err, issues, ctx) {
  let error;
  return {
    success: false,
    get error() {
      if (!error) {
        error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
        issues = void 0;
        ctx = void 0;
      }
      return error;
    },
    set error(e) {
      error = e;
      issues = void 0;
      ctx = void 0;
    }
  };
}
var _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
  const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
  let result = schema._zod.run({ value, issues: [] }, ctx);
  if (result instanceof Promise)
    result = await result;
  return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
var safeParseAsync = /* @__PURE__ */ _safeParseAsync($ZodRealError);

// node_modules/zod/v4/core/regexes.js
var anyString = /^[\s\S]{0,}$/;

// node_modules/zod/v4/core/versions.js
var version = {
  major: 4,
  minor: 6,
  patch: 7
};

// node_modules/zod/v4/core/schemas.js
var $ZodType = /* @__PURE__ */ $constructor("$ZodType", (inst, def) => {
  var _a2;
  inst ?? (inst = {});
  inst._zod.def = def;
  inst._zod.bag = inst._zod.bag || {};
  inst._zod.version = version;
  const defChecks = inst._zod.def.checks;
  const checks = inst._zod.traits.has("$ZodCheck") ? [inst, ...defChecks ?? []] : defChecks?.length ? [...defChecks] : [];
  for (const ch of checks) {
    for (const fn of ch._zod.onattach) {
      fn(inst);
    }
  }
  if (checks.length === 0) {
    (_a2 = inst._zod).deferred ?? (_a2.deferred = []);
    inst._zod.deferred?.push(() => {
      inst._zod.run = inst._zod.parse;
    });
  } else {
    const runChecks = (payload, checks2, ctx) => {
      if (payload.memo)
        return payload;
      let isAborted = aborted(payload);
      let asyncResult;
      for (const ch of checks2) {
        if (ch._zod.def.when) {
          if (explicitlyAborted(payload))
            continue;
          const shouldRun = ch._zod.def.when(payload);
          if (!shouldRun)
            continue;
        } else if (isAborted) {
          continue;
        }
        const currLen = payload.issues.length;
        const _ = ch._zod.check(payload);
        if (_ instanceof Promise && ctx?.async === false) {
          throw new $ZodAsyncError();
        }
        if (asyncResult || _ instanceof Promise) {
          asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
            await _;
            const nextLen = payload.issues.length;
            if (nextLen === currLen)
              return;
            attachSchema(payload.issues, currLen, inst);
            if (!isAborted)
              isAborted = aborted(payload, currLen);
          });
        } else {
          const nextLen = payload.issues.length;
          if (nextLen === currLen)
            continue;
          attachSchema(payload.issues, currLen, inst);
          if (!isAborted)
            isAborted = aborted(payload, currLen);
        }
      }
      if (asyncResult) {
        return asyncResult.then(() => {
          return payload;
        });
      }
      return payload;
    };
    const handleCanaryResult = (canary, payload, ctx) => {
      if (aborted(canary)) {
        canary.aborted = true;
        return canary;
      }
      const checkResult = runChecks(payload, checks, ctx);
      if (checkResult instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return checkResult.then((checkResult2) => inst._zod.parse(checkResult2, ctx));
      }
      return inst._zod.parse(checkResult, ctx);
    };
    inst._zod.run = (payload, ctx) => {
      if (ctx.skipChecks) {
        return inst._zod.parse(payload, ctx);
      }
      if (ctx.direction === "backward") {
        const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
        if (canary instanceof Promise) {
          return canary.then((canary2) => {
            return handleCanaryResult(canary2, payload, ctx);
          });
        }
        return handleCanaryResult(canary, payload, ctx);
      }
      const result = inst._zod.parse(payload, ctx);
      if (result instanceof Promise) {
        if (ctx.async === false)
          throw new $ZodAsyncError();
        return result.then((result2) => runChecks(result2, checks, ctx));
      }
      return runChecks(result, checks, ctx);
    };
  }
}, {
  // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
  get "~standard"() {
    return hide(this, "~standard", standardProps(this));
  },
  set "~standard"(value) {
    own(this, "~standard", value);
  }
});
var toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
  const ctx = { async: true };
  return toStandardResult(await inst._zod.run({ value, issues: [] }, ctx), ctx);
}
function standardProps(inst) {
  return {
    validate: (value) => {
      const ctx = { async: false };
      try {
        const r = inst._zod.run({ value, issues: [] }, ctx);
        if (!(r instanceof Promise))
          return toStandardResult(r, ctx);
      } catch (_) {
      }
      return validateAsync(inst, value);
    },
    vendor: "zod",
    version: 1
  };
}
var $ZodString = /* @__PURE__ */ $constructor("$ZodString", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.pattern = def.pattern ?? anyString;
  inst._zod.parse = (payload, _) => {
    if (def.coerce)
      try {
        payload.value = String(payload.value);
      } catch (_2) {
      }
    if (typeof payload.value === "string")
      return payload;
    payload.issues.push({
      expected: "string",
      code: "invalid_type",
      input: payload.value,
      inst
    });
    return payload;
  };
});
var $ZodTransform = /* @__PURE__ */ $constructor("$ZodTransform", (inst, def) => {
  $ZodType.init(inst, def);
  inst._zod.optin = "optional";
  globalConfig.memoizer?.guard(inst);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      throw new $ZodEncodeError(inst.constructor.name);
    }
    const _out = def.transform(payload.value, payload);
    if (ctx.async) {
      const output = _out instanceof Promise ? _out : Promise.resolve(_out);
      return output.then((output2) => {
        payload.value = output2;
        return payload;
      });
    }
    if (_out instanceof Promise) {
      throw new $ZodAsyncError();
    }
    payload.value = _out;
    return payload;
  };
});
var $ZodPipe = /* @__PURE__ */ $constructor("$ZodPipe", (inst, def) => {
  $ZodType.init(inst, def);
  defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
  defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
  defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
  defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
  inst._zod.parse = (payload, ctx) => {
    if (ctx.direction === "backward") {
      const right = def.out._zod.run(payload, ctx);
      if (right instanceof Promise) {
        return right.then((right2) => handlePipeResult(right2, def.in, ctx));
      }
      return handlePipeResult(right, def.in, ctx);
    }
    const left = def.in._zod.run(payload, ctx);
    if (left instanceof Promise) {
      return left.then((left2) => handlePipeResult(left2, def.out, ctx));
    }
    return handlePipeResult(left, def.out, ctx);
  };
});
function handlePipeResult(left, next, ctx) {
  if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
    left.aborted = true;
    return left;
  }
  return next._zod.run({ value: left.value, issues: left.issues }, ctx);
}

// node_modules/zod/v4/core/api.js
function snapshotChecks(def) {
  if (def.checks)
    def.checks = [...def.checks];
  return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
  return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}

// node_modules/zod/v4/mini/schemas.js
var ZodMiniType = /* @__PURE__ */ $constructor("ZodMiniType", (inst, def) => {
  if (!inst._zod)
    throw new Error("Uninitialized schema in ZodMiniType.");
  $ZodType.init(inst, def);
  inst.def = def;
  inst.type = def.type;
}, {
  // `with` is an alias for `check`: the same function object, not a wrapper.
  get with() {
    return this.check;
  },
  set with(value) {
    own(this, "with", value);
  },
  parse(data, params) {
    return parse(this, data, params, { callee: this.parse });
  },
  parseAsync(data, params) {
    return parseAsync(this, data, params, { callee: this.parseAsync });
  },
  safeParse(data, params) {
    return safeParse(this, data, params);
  },
  safeParseAsync(data, params) {
    return safeParseAsync(this, data, params);
  },
  check(...checks) {
    const def = this.def;
    return this.clone({
      ...def,
      checks: [
        ...def.checks ?? [],
        ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch)
      ]
    }, { parent: true });
  },
  clone(_def, params) {
    return clone(this, _def, params);
  },
  brand() {
    return this;
  },
  register(reg, meta2) {
    reg.add(this, meta2);
    return this;
  },
  apply(fn, ...args) {
    return args.length === 0 ? fn(this) : fn(this, ...args);
  }
});
var ZodMiniString = /* @__PURE__ */ $constructor("ZodMiniString", (inst, def) => {
  $ZodString.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function string2(params) {
  return _string(ZodMiniString, params);
}
var ZodMiniTransform = /* @__PURE__ */ $constructor("ZodMiniTransform", (inst, def) => {
  $ZodTransform.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function transform(fn) {
  return new ZodMiniTransform({
    type: "transform",
    transform: fn
  });
}
var ZodMiniPipe = /* @__PURE__ */ $constructor("ZodMiniPipe", (inst, def) => {
  $ZodPipe.init(inst, def);
  ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function pipe(in_, out) {
  return new ZodMiniPipe({
    type: "pipe",
    in: in_,
    out
  });
}

// src/octopus/parse-inputs.ts
var reference = (variable) => `#{${variable}}`;
function given(input, text2) {
  const value = text2 ?? "";
  return input.optional && input.variable && value.trim() === reference(input.variable) ? "" : value;
}
function problemOf(input, value) {
  if (value.trim() === "") return input.optional ? void 0 : "is empty";
  const unset = /#\{([^}]*)\}/.exec(value);
  if (unset && !input.sensitive)
    return `still holds ${unset[0].slice(0, 200)}: the variable "${unset[1]?.slice(0, 200)}" was never set`;
  if (value.includes("\0")) return "holds a NUL character";
  return void 0;
}
function parseInputs(inputs, texts) {
  const problems = [];
  const values = {};
  for (const [name, input] of Object.entries(inputs)) {
    const text2 = given(input, texts[name]);
    const problem = problemOf(input, text2);
    const parsed2 = problem === void 0 ? safeParse(input.schema, text2) : void 0;
    if (parsed2?.success) values[name] = parsed2.data;
    else {
      const what = problem ?? parsed2?.error?.issues.map((issue2) => issue2.message).join("; ");
      problems.push(`${input.label} (${name}) ${what}. Example of a good value: ${input.example}`);
    }
  }
  if (problems.length > 0) throw new BadParameters(problems);
  return values;
}

// src/octopus/service-messages.ts
var base64 = (text2) => Buffer.from(text2, "utf8").toString("base64");
var serviceMessage = (name, attributes = {}) => `##octopus[${[name, ...Object.entries(attributes).map(([key, value]) => `${key}='${base64(value)}'`)].join(" ")}]
`;
function printable(text2) {
  return text2.split(/\r\n|\n/).map(
    (line) => line.replace(/[^\x20-\x7e\t]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`).replace(/##(?=octopus)/gi, "# #")
  );
}
function serviceMessages(write, variables, secrets) {
  const hidden = secrets.flatMap((secret2) => [secret2, ...secret2.split(/\r\n|\r|\n/)].map((part) => part.trim())).filter((part) => part !== "").sort((a, b) => b.length - a.length);
  const masked = (text2) => hidden.reduce((shown, secret2) => shown.replaceAll(secret2, "********"), text2);
  const lines2 = (text2) => printable(masked(text2)).map((line) => `${line}
`).join("");
  const at = (level, text2) => write(serviceMessage(`stdout-${level}`) + lines2(text2) + serviceMessage("stdout-default"));
  return {
    info: (text2) => write(lines2(text2)),
    verbose: (text2) => at("verbose", text2),
    warning: (text2) => at("warning", text2),
    highlight: (text2) => at("highlight", text2),
    progress: (percentage, message) => write(serviceMessage("progress", { percentage: String(Math.round(percentage)), message: masked(message) })),
    set: (name, value) => write(serviceMessage("setVariable", { name, value: String(value) })),
    artifact: (path, name) => write(serviceMessage("createArtifact", { path, name, length: "0" })),
    variable: (name) => variables[name] || void 0,
    failed: (message) => {
      at("error", message);
      write(serviceMessage("resultMessage", { message: printable(masked(message)).join(" ") }));
    }
  };
}

// src/octopus/standard-output.ts
var import_node_fs = require("node:fs");
var fullPipe = new Int32Array(new SharedArrayBuffer(4));
var pauseMs = 5;
function writeOutput(text2) {
  let rest = Buffer.from(text2);
  while (rest.length > 0) {
    try {
      rest = rest.subarray((0, import_node_fs.writeSync)(1, rest));
    } catch (error) {
      const { code } = error;
      if (code === "EPIPE" || code === "EOF") process.exit(1);
      if (code !== "EAGAIN") throw error;
      Atomics.wait(fullPipe, 0, 0, pauseMs);
    }
  }
}

// src/octopus/run-step.ts
var handedOver = /* @__PURE__ */ Symbol.for("blue-green.parameters");
function readParameters() {
  const global = globalThis;
  if (global[handedOver]) return global[handedOver];
  return process.stdin.isTTY ? {} : parametersIn((0, import_node_fs2.readFileSync)(0, "utf8"));
}
function parametersIn(json) {
  const text2 = json.replace(/^\ufeff/, "").trim();
  let found;
  try {
    found = text2 === "" ? {} : JSON.parse(text2);
  } catch {
    throw new BadParameters(['Standard input is not JSON. It has to be an object, like {"BG.Application": "MyApp"}']);
  }
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw new BadParameters(['Standard input is JSON, but not an object, like {"BG.Application": "MyApp"}']);
  const others = Object.entries(found).flatMap(([name, value]) => typeof value === "string" ? [] : [name]);
  if (others.length > 0) throw new BadParameters(others.map((name) => `${name} is not a text: put it in quotes`));
  return found;
}
function usage(step2) {
  const width = Math.max(...Object.keys(step2.inputs).map((name) => name.length));
  return [
    "Runs one step of a blue-green deployment. The parameters come as a JSON object on standard input, for example:",
    `  echo '${JSON.stringify(Object.fromEntries(Object.entries(step2.inputs).map(([name, input]) => [name, input.example])))}' | node FILE`,
    "",
    ...Object.entries(step2.inputs).map(
      ([name, input]) => `  ${name.padEnd(width)}  ${input.label}${input.optional ? " (may be left out)" : ""}`
    ),
    ""
  ].join("\n");
}
async function runStep(step2) {
  if (process.argv.includes("--help")) {
    writeOutput(usage(step2));
    return;
  }
  let octopus = serviceMessages(writeOutput, {}, []);
  const outputs = {};
  try {
    const texts = readParameters();
    const secrets = Object.entries(step2.inputs).flatMap(([name, input]) => input.sensitive ? [texts[name] ?? ""] : []);
    octopus = serviceMessages(writeOutput, texts, secrets);
    if (step2.changes) await workBelowNormal();
    octopus.info(await step2.run(parseInputs(step2.inputs, texts), listingOutputs(octopus, outputs)));
  } catch (thrown) {
    const error = FileFailed.from(thrown) ?? thrown;
    process.exitCode = 1;
    if (error instanceof StepFailed) octopus.failed(error.message);
    else octopus.failed(`This is a defect of the step, not of the deployment: ${String(error)}`);
    for (let cause = error instanceof StepFailed ? error.cause : error; cause instanceof Error; cause = cause.cause)
      octopus.verbose(`Caused by ${cause.stack ?? cause.message}`);
  }
  if (Object.keys(outputs).length > 0) octopus.verbose(`Outputs: ${JSON.stringify(outputs)}`);
}
function listingOutputs(octopus, outputs) {
  const set = (name, value) => {
    outputs[name] = String(value);
    octopus.set(name, value);
  };
  return { ...octopus, set };
}

// src/octopus/parameter-types.ts
function parsed(parse2) {
  return pipe(
    string2(),
    transform((text2, context) => {
      try {
        return parse2(text2, (told) => {
          throw new Problem(told);
        });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        context.issues.push({ code: "custom", message: error.message, input: text2 });
        return NEVER;
      }
    })
  );
}
var Problem = class extends Error {
};
var longestText = 32768;
var text = ({ pattern, rule, longest = 1e3 } = {}) => parsed((value, problem) => {
  const trimmed = value.trim();
  if (trimmed.length > longest) problem(`is ${trimmed.length} characters long; at most ${longest} are possible`);
  if (/[\r\n]/.test(trimmed)) problem("has more than one line");
  if (/[\x00-\x1f\x7f]/.test(trimmed)) problem("holds a control character");
  if (pattern && !pattern.test(trimmed)) problem(rule ?? `does not match ${pattern.source}`);
  return trimmed;
});
var secret = () => parsed((value) => value);
var optional = (schema) => pipe(
  string2(),
  transform((value, context) => {
    if (value.trim() === "") return void 0;
    const result = safeParse(schema, value);
    if (result.success) return result.data;
    for (const issue2 of result.error.issues)
      context.issues.push({ code: "custom", message: issue2.message, input: value });
    return NEVER;
  })
);
var unitMs = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };
var duration2 = ({ leastMs = 0, mostMs = 24 * unitMs.h } = {}) => parsed((value, problem) => {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h)$/.exec(value.trim());
  if (!match) return problem("is not a duration: a number with ms, s, m or h");
  const ms = Math.round(Number(match[1]) * unitMs[match[2]]);
  if (ms < leastMs || ms > mostMs) problem(`must be between ${shownMs(leastMs)} and ${shownMs(mostMs)}`);
  return ms;
});
var shownMs = (ms) => ms >= unitMs.h && ms % unitMs.h === 0 ? `${ms / unitMs.h}h` : ms >= unitMs.m && ms % unitMs.m === 0 ? `${ms / unitMs.m}m` : ms >= unitMs.s && ms % unitMs.s === 0 ? `${ms / unitMs.s}s` : `${ms}ms`;
var wholeNumber = ({ least = 0, most = Number.MAX_SAFE_INTEGER } = {}) => parsed((value, problem) => {
  if (!/^\d{1,15}$/.test(value.trim())) problem("is not a whole number");
  const number2 = Number(value.trim());
  if (number2 < least || number2 > most) problem(`must be between ${least} and ${most}`);
  return number2;
});
var unitBytes = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
var flag = () => parsed((value, problem) => {
  const lower = value.trim().toLowerCase();
  if (lower !== "true" && lower !== "false") problem("is neither True nor False");
  return lower === "true";
});
var lines = (entry, { least = 0, most = 200 } = {}) => parsed((value, problem) => {
  if (value.length > longestText) problem(`is ${value.length} characters long; at most ${longestText} are possible`);
  const texts = value.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== "");
  if (texts.length < least || texts.length > most)
    problem(`has ${texts.length} lines; ${least} to ${most} are possible`);
  const results = texts.map((line) => safeParse(entry, line));
  const wrong = results.flatMap(
    (result, index) => result.success ? [] : [`line ${index + 1} ${result.error.issues.map((issue2) => issue2.message).join("; ")}`]
  );
  if (wrong.length > 0) problem(wrong.join("; "));
  return results.flatMap((result) => result.success ? [result.data] : []);
});
var webAddress = () => parsed((value, problem) => {
  let url;
  if (/[\x00-\x20\x7f]/.test(value.trim())) problem("holds a blank, a line end or a control character");
  try {
    url = new URL(value.trim());
  } catch {
    return problem("is not a web address");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") problem("must begin with http:// or https://");
  if (url.username || url.password) problem("must not hold a user name or password");
  if (!/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)$/i.test(url.hostname)) problem("names a host that cannot be");
  return url;
});

// src/http/front-door-input.ts
var frontDoorInput = {
  label: "Front door",
  example: "http://www.example.com/health",
  variable: "BlueGreen.FrontDoor",
  schema: webAddress()
};

// src/http/release-header-input.ts
var releaseHeaderInput = {
  label: "Release header",
  example: "X-Release",
  optional: true,
  variable: "BlueGreen.ReleaseHeader",
  schema: optional(text({ pattern: /^[A-Za-z0-9-]+$/, rule: "is not the name of a header", longest: 100 }))
};
var releaseInput = {
  label: "Release",
  example: "1.4.0",
  variable: "Octopus.Release.Number",
  schema: text({ longest: 200 })
};

// src/octopus/step.ts
var defineStep = (step2) => step2;

// src/warm-up/warm-up.ts
var import_promises = require("node:timers/promises");

// src/http/request.ts
var mostBodyBytes = 1024 * 1024;
async function serverName(host) {
  const { isIP } = await Promise.resolve().then(() => __toESM(require("node:net"), 1));
  const name = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return isIP(name) ? "" : name;
}
async function request(wanted) {
  const secure = wanted.url.protocol === "https:";
  const client = secure ? await Promise.resolve().then(() => __toESM(require("node:https"), 1)) : await Promise.resolve().then(() => __toESM(require("node:http"), 1));
  const authorities = wanted.ca === void 0 ? void 0 : [...(await Promise.resolve().then(() => __toESM(require("node:tls"), 1))).rootCertificates, wanted.ca];
  const servername = secure ? await serverName(wanted.host ?? wanted.url.host) : "";
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sent = client.request({
      host: wanted.url.hostname.replace(/^\[|\]$/g, ""),
      port: wanted.url.port || (secure ? 443 : 80),
      path: `${wanted.url.pathname}${wanted.url.search}`,
      ...wanted.from ? { localAddress: wanted.from } : {},
      agent: false,
      headers: { ...wanted.headers, host: wanted.host ?? wanted.url.host, connection: "close" },
      servername,
      ...secure ? {
        rejectUnauthorized: !wanted.anyCertificate,
        ...authorities ? { ca: authorities } : {}
      } : {},
      signal: AbortSignal.timeout(wanted.timeoutMs)
    });
    sent.on("error", (error) => {
      const { from, ...fromAny } = wanted;
      if (from && error.syscall === "bind") request(fromAny).then(resolve, reject);
      else reject(error);
    });
    sent.on("upgrade", (_response, socket) => {
      socket.destroy();
      reject(new Error("the answer is 101, a change of protocol that was not asked for"));
    });
    sent.on("response", (response) => {
      const chunks = [];
      let bytes = 0;
      response.on("data", (chunk) => {
        if (bytes < mostBodyBytes) chunks.push(chunk);
        bytes += chunk.length;
      });
      response.on("error", reject);
      response.on(
        "end",
        () => resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString("utf8"),
          ms: Math.round(performance.now() - startedAt)
        })
      );
    });
    sent.end();
  });
}
var isCutOff = (error) => error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
function requestProblem(error) {
  if (!(error instanceof Error)) return String(error);
  if (isCutOff(error)) return "no complete answer within the limit";
  return error.code ?? error.message;
}

// src/http/statuses.ts
function statuses(text2) {
  const ranges = text2.split(",").map((part) => /^\s*([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?\s*$/.exec(part));
  if (ranges.some((range) => range === null)) return void 0;
  const list = ranges.map((range) => ({ from: Number(range?.[1]), to: Number(range?.[2] ?? range?.[1]) }));
  return list.some(({ from, to }) => from > to) ? void 0 : list;
}
var accepts = (list, status) => list.some(({ from, to }) => status >= from && status <= to);
var shownStatuses = (list) => list.map(({ from, to }) => from === to ? `${from}` : `${from}-${to}`).join(",");

// src/warm-up/judge.ts
var bad = (why, final = false) => ({ good: false, why, final });
function unexpectedStatus(url, answer) {
  const { status, headers } = answer;
  const wanted = `(expected ${shownStatuses(url.statuses)})`;
  if (status === 401)
    return bad(`answers 401 ${wanted}: it asks for credentials. Name a path that anonymous users may read.`, true);
  if (status === 403) return bad(`answers 403 ${wanted}: forbidden. Name a path that anonymous users may read.`, true);
  if (status === 404)
    return bad(`answers 404 ${wanted}: there is no such page, or no binding for this host name. Check the path.`, true);
  if (status >= 300 && status < 400)
    return bad(
      `answers ${status} ${wanted}: a redirect to ${headers.location ?? "nowhere"}. Name that path, send "X-Forwarded-Proto: https", or accept ${status}.`,
      true
    );
  return bad(`answers ${status} ${wanted}`);
}
var ofCertificate = /^(CERT_|ERR_TLS_CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/;
function judgeError(error) {
  const problem = requestProblem(error);
  return ofCertificate.test(problem) ? bad(
    `has a certificate that is not accepted (${problem}). Give its authority (BG.Authorities), or accept any certificate (BG.AnyCertificate).`,
    true
  ) : bad(`gives no answer: ${problem}`);
}
function judge(url, answer, release) {
  if (!accepts(url.statuses, answer.status)) return unexpectedStatus(url, answer);
  if (url.text && !answer.body.includes(url.text)) return bad(`answers ${answer.status} without the text "${url.text}"`);
  if (release) {
    const told = answer.headers[release.header.toLowerCase()];
    if (told !== release.release)
      return bad(`names the release "${told ?? ""}" in ${release.header} instead of "${release.release}"`);
  }
  return { good: true };
}

// src/warm-up/warm-up-failed.ts
var WarmUpFailed = class extends StepFailed {
  constructor(slot, why) {
    super({
      happened: `${slot} did not get warm: ${why.replace(/\.$/, "")}.`,
      untouched: "The router was not touched; what was live is live.",
      todo: "Read the log of the application, correct the release or the parameters, and run this step again."
    });
  }
};

// src/warm-up/warm-up.ts
var finalAnswers = 3;
var touchesAtOnce = 4;
var leastWaitMs = 250;
var mostWaitMs = 5e3;
async function warmUp(log, wanted) {
  const deadline = performance.now() + wanted.limitMs;
  const left = () => deadline - performance.now();
  let requests = 0;
  async function ask(url, limitMs) {
    requests += 1;
    const leftMs = left();
    const timeoutMs = Math.max(1, Math.round(Math.min(limitMs, leftMs)));
    try {
      const answer = await request({ ...wanted.to, url: new URL(`${wanted.to.base.origin}${url.path}`), timeoutMs });
      return { verdict: judge(url, answer, wanted.release), answer };
    } catch (error) {
      return { verdict: judgeError(error), isLast: leftMs < limitMs && isCutOff(error) };
    }
  }
  async function untilWarm(url) {
    let [inARow, finals, waitMs, told, lastMs2, why] = [0, 0, leastWaitMs, "", 0, "was not asked yet"];
    while (inARow < wanted.inARow) {
      if (left() <= 0)
        throw new WarmUpFailed(
          wanted.slot,
          `after ${wanted.limitMs / 1e3} s and ${requests} requests ${url.path} ${why}`
        );
      const { verdict, answer, isLast } = await ask(url, inARow === 0 ? wanted.firstAnswerMs : wanted.latencyMs * 10);
      if (isLast && told) continue;
      lastMs2 = answer?.ms ?? 0;
      const slow = verdict.good && lastMs2 > wanted.latencyMs;
      inARow = verdict.good && !slow ? inARow + 1 : 0;
      why = !verdict.good ? verdict.why : slow ? `took ${lastMs2} ms; warm is ${wanted.latencyMs} ms` : `was warm ${inARow} times in a row, not yet ${wanted.inARow}`;
      const kind = slow ? "slow" : why;
      if (inARow === 0 && kind !== told) log.info(`${url.path} ${why}`);
      told = kind;
      finals = !verdict.good && verdict.final ? finals + 1 : 0;
      if (finals >= finalAnswers) throw new WarmUpFailed(wanted.slot, `${url.path} ${why}`);
      if (verdict.good) continue;
      await (0, import_promises.setTimeout)(Math.max(0, Math.min(waitMs, left())));
      waitMs = answer ? leastWaitMs : Math.min(waitMs * 2, mostWaitMs);
    }
    return lastMs2;
  }
  const [first, ...others] = wanted.urls;
  if (!first) throw new WarmUpFailed(wanted.slot, "no address was given");
  let lastMs = await untilWarm(first);
  log.info(`${first.path} is warm after ${requests} requests`);
  const touches = [...others, ...others];
  await Promise.all(
    Array.from({ length: touchesAtOnce }, async () => {
      for (let url = touches.shift(); url && left() > 0; url = touches.shift()) await ask(url, wanted.firstAnswerMs);
    })
  );
  for (const [index, url] of others.entries()) {
    lastMs = await untilWarm(url);
    log.progress((index + 1) / others.length * 100, `${url.path} is warm`);
  }
  return { requests, lastMs };
}

// src/warm-up/warm-up-url.ts
function warmUpUrl(line) {
  const match = /^(\/\S*)(?:\s+([\d,-]+(?=\s|$)))?(?:\s+(.*))?$/.exec(line.trim());
  if (!match?.[1]) return void 0;
  const list = statuses(match[2] ?? "200-299");
  return list && { path: match[1], statuses: list, text: match[3]?.trim() ?? "" };
}
var warmUpUrlLine = () => parsed((line, problem) => warmUpUrl(line) ?? problem("is not a path with a slash, statuses and a text"));

// src/steps/warm-up.ts
var step = defineStep({
  inputs: {
    "BG.Address": {
      label: "Address of the slot",
      example: "http://127.0.0.1:18082",
      variable: "Octopus.Action[Deploy to Slot].Output.Address",
      schema: webAddress()
    },
    "BG.FrontDoor": frontDoorInput,
    "BG.Urls": {
      label: "Addresses to warm",
      example: "/health 200-299 Healthy",
      variable: "BlueGreen.WarmUpUrls",
      schema: lines(warmUpUrlLine(), { least: 1 })
    },
    "BG.FirstAnswer": {
      label: "Limit of the first answer",
      example: "2m",
      schema: duration2({ leastMs: 100 })
    },
    "BG.Limit": { label: "Limit of the whole warm-up", example: "5m", schema: duration2({ leastMs: 100 }) },
    "BG.Latency": { label: "A warm answer takes at most", example: "500ms", schema: duration2({ leastMs: 1 }) },
    "BG.InARow": { label: "Warm answers in a row", example: "5", schema: wholeNumber({ least: 1, most: 1e3 }) },
    "BG.Release": releaseInput,
    "BG.ReleaseHeader": releaseHeaderInput,
    "BG.Authorities": {
      label: "Certificate authorities",
      example: "-----BEGIN CERTIFICATE-----\n...",
      optional: true,
      schema: optional(secret())
    },
    "BG.AnyCertificate": { label: "Accept any certificate", example: "False", schema: flag() }
  },
  outputs: ["Requests", "LatencyMs"],
  variables: [],
  changes: false,
  async run(values, octopus) {
    const slot = values["BG.Address"];
    const frontDoor = values["BG.FrontDoor"];
    const startedAt = performance.now();
    octopus.info(`Warming ${slot.origin} as ${frontDoor.host}: ${values["BG.Urls"].length} addresses`);
    const { requests, lastMs } = await warmUp(octopus, {
      slot: slot.origin,
      urls: values["BG.Urls"],
      to: {
        base: slot,
        host: frontDoor.host,
        headers: { "x-forwarded-proto": frontDoor.protocol.replace(":", "") },
        anyCertificate: values["BG.AnyCertificate"],
        ...values["BG.Authorities"] ? { ca: values["BG.Authorities"] } : {}
      },
      ...values["BG.ReleaseHeader"] ? { release: { header: values["BG.ReleaseHeader"], release: values["BG.Release"] } } : {},
      firstAnswerMs: values["BG.FirstAnswer"],
      limitMs: values["BG.Limit"],
      latencyMs: values["BG.Latency"],
      inARow: values["BG.InARow"]
    });
    octopus.set("Requests", requests);
    octopus.set("LatencyMs", lastMs);
    return `${slot.origin} is warm: ${requests} requests in ${((performance.now() - startedAt) / 1e3).toFixed(1)} s, the last one in ${lastMs} ms.`;
  }
});

// warm-up.entry.ts
void runStep(step);
