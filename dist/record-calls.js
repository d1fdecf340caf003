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
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// src/transcripts/record-calls.ts
var record_calls_exports = {};
module.exports = __toCommonJS(record_calls_exports);
var import_node_child_process = __toESM(require("node:child_process"), 1);
var import_node_fs = require("node:fs");
var import_node_module = require("node:module");
var file = process.env["BLUEGREEN_CALLS"];
delete process.env["NODE_OPTIONS"];
delete process.env["BLUEGREEN_CALLS"];
var mostBytes = 1024 * 1024;
function kept() {
  const chunks = [];
  let bytes = 0;
  return {
    add(chunk) {
      const data = Buffer.isBuffer(chunk) ? chunk : typeof chunk === "string" ? Buffer.from(chunk) : void 0;
      if (!data || bytes > mostBytes) return;
      bytes += data.length;
      chunks.push(data);
    },
    text: () => Buffer.concat(chunks).toString("utf8")
  };
}
function record(into) {
  const note = (line) => (0, import_node_fs.appendFileSync)(into, `${JSON.stringify(line)}
`);
  const { spawn } = import_node_child_process.default;
  let calls = 0;
  const recorded = (program, args, options) => {
    const call = ++calls;
    note({ call, program, args });
    const child = spawn(program, args, options);
    const [stdin, stdout, stderr] = [kept(), kept(), kept()];
    child.stdout?.on("data", stdout.add);
    child.stderr?.on("data", stderr.add);
    const input = child.stdin;
    if (input) {
      const real = { write: input.write.bind(input), end: input.end.bind(input) };
      const noting = (name) => (...data) => {
        stdin.add(data[0]);
        return real[name](...data);
      };
      Object.assign(input, { write: noting("write"), end: noting("end") });
    }
    let exitCode = null;
    child.once("exit", (code) => {
      exitCode = code;
    });
    const texts = () => ({ stdin: stdin.text(), stdout: stdout.text(), stderr: stderr.text() });
    child.once("close", () => note({ call, ...texts(), ...exitCode === null ? {} : { exitCode: exitCode >>> 0 } }));
    return child;
  };
  Object.assign(import_node_child_process.default, { spawn: recorded });
  (0, import_node_module.syncBuiltinESMExports)();
}
if (file) record(file);
